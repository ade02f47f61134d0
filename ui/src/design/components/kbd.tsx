import styles from './kbd.module.css';

const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);
const NAMES: Record<string, string> = {
  mod: APPLE ? '⌘' : 'Ctrl',
  shift: APPLE ? '⇧' : 'Shift',
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

export function Kbd({ children }: { children: string }) {
  return <kbd className={styles.key}>{NAMES[children] ?? children}</kbd>;
}

/** The keys of a shortcut, as `g t` or `mod+k`. */
export function Keys({ keys }: { keys: string }) {
  const parts = keys.split(' ').flatMap((chord) => (chord.length > 1 ? chord.split('+') : [chord]));
  return (
    <span className={styles.keys}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice, and the order never changes.
        <Kbd key={index}>{part}</Kbd>
      ))}
    </span>
  );
}
