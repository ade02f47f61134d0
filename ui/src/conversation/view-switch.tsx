import { cx } from '@/lib/css';
import { useStandardMode, type ViewMode } from './view-mode';
import styles from './view-switch.module.css';

const CHOICES: { mode: ViewMode; label: string }[] = [
  { mode: 'rendered', label: 'Rendered' },
  { mode: 'plain', label: 'Plain' },
];

/** How all messages are shown, until one is switched by itself. */
export function ViewSwitch() {
  const [mode, setMode] = useStandardMode();
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">Show messages</legend>
      {CHOICES.map((choice) => (
        <button
          key={choice.mode}
          type="button"
          aria-pressed={mode === choice.mode}
          className={cx(styles.choice, mode === choice.mode && styles.chosen)}
          onClick={() => setMode(choice.mode)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
