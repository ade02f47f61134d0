import { type ReactNode, useId } from 'react';
import styles from './create-dialog.module.css';

export interface Choice<T extends string> {
  value: T;
  label: string;
  /** What it means, at the side. */
  text?: ReactNode;
  /** Why it cannot be chosen, if it cannot. */
  refused?: string | null;
}

interface ChoicesProps<T extends string> {
  legend: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
  /** With a sentence each, one below the other. */
  explained?: boolean;
  hint?: ReactNode;
}

/** One of a few, all of them seen; what cannot be chosen says why. */
export function Choices<T extends string>(props: ChoicesProps<T>) {
  const { legend, value, choices, onChange, explained = false, hint } = props;
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{legend}</legend>
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      <div className={explained ? styles.cards : styles.choices}>
        {choices.map((choice) => {
          const refused = choice.refused ?? null;
          const note = explained ? (refused ?? choice.text) : null;
          return (
            <label
              key={choice.value}
              className={explained ? styles.card : styles.choice}
              title={explained ? undefined : (refused ?? undefined)}
            >
              <input
                type="radio"
                className={styles.radio}
                name={name}
                value={choice.value}
                checked={choice.value === value}
                disabled={refused !== null}
                onChange={() => onChange(choice.value)}
              />
              <span className={explained ? styles.cardName : undefined}>{choice.label}</span>
              {note ? <span className={styles.cardText}>{note}</span> : null}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
