import { Check, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cx } from '@/lib/css';
import styles from './menu.module.css';

export interface Choice {
  id: string;
  /** Under which heading it stands. */
  group?: string;
  label: ReactNode;
  /** The label for who listens, where that is no text. */
  spoken?: string;
  /** At the end of the line: a count. */
  hint?: string;
  /** Chosen or not, where several may be. */
  checked?: boolean;
  /** Leads on to more choices. */
  leads?: boolean;
}

interface OptionListProps {
  /** What is searched for: `Search models`. */
  label: string;
  text: string;
  onText: (text: string) => void;
  choices: readonly Choice[];
  onPick: (id: string) => void;
  /** On Backspace in the empty field. */
  onBack?: () => void;
  /** What is said where nothing fits. */
  none: ReactNode;
  loading?: boolean;
  multiple?: boolean;
}

/** A field with a list below it: typed in to narrow, walked through with the arrow keys, picked from with Enter. */
export function OptionList(props: OptionListProps) {
  const { label, text, onText, choices, onPick, onBack, none, loading = false, multiple = false } = props;
  const id = useId();
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const active = Math.min(at, choices.length - 1);
  useEffect(() => {
    list.current?.children.namedItem(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    const moved = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[
      event.key
    ];
    if (moved !== undefined) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(choices.length - 1, moved)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = choices[active];
      if (choice) onPick(choice.id);
    } else if (event.key === 'Backspace' && text === '' && onBack) {
      event.preventDefault();
      onBack();
    }
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: it is what the person has just asked for.
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        aria-label={label}
        className={styles.search}
        placeholder={label}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onKeyDown={keys}
        onChange={(event) => {
          setAt(0);
          onText(event.target.value);
        }}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
        aria-busy={loading || undefined}
        className={styles.list}
      >
        {choices.map((choice, index) => (
          <Line
            key={choice.id}
            id={`${id}-${index}`}
            choice={choice}
            heading={choice.group !== choices[index - 1]?.group ? choice.group : undefined}
            active={index === active}
            onPoint={() => setAt(index)}
            onPick={() => onPick(choice.id)}
          />
        ))}
      </div>
      {choices.length === 0 ? (
        <div className={styles.none} role="status">
          {none}
        </div>
      ) : null}
    </>
  );
}

interface LineProps {
  id: string;
  choice: Choice;
  heading: string | undefined;
  active: boolean;
  onPoint: () => void;
  onPick: () => void;
}

function Line({ id, choice, heading, active, onPoint, onPick }: LineProps) {
  return (
    <>
      {heading ? (
        <div className={styles.heading} role="presentation">
          {heading}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field. */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={choice.checked ?? active}
        aria-label={choice.spoken}
        className={cx(styles.option, active && styles.active)}
        onPointerMove={active ? undefined : onPoint}
        // The focus stays in the field.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onPick}
      >
        {choice.checked === undefined ? null : (
          <span className={cx(styles.box, choice.checked && styles.ticked)}>
            {choice.checked ? <Check aria-hidden="true" /> : null}
          </span>
        )}
        <span className={styles.label}>{choice.label}</span>
        {choice.hint ? <span className={styles.hint}>{choice.hint}</span> : null}
        {choice.leads ? <ChevronRight aria-hidden="true" className={styles.leads} /> : null}
      </div>
    </>
  );
}
