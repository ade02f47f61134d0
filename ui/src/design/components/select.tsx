import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { buttonClass } from './button';
import styles from './overlay.module.css';

export interface Option<T extends string = string> {
  value: T;
  label: string;
  /** A little more, at the end of the line: a count, an id. */
  hint?: string;
}

interface SelectProps<T extends string> {
  /** Its name for who listens; a visible label is the caller's. */
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
  className?: string;
}

/** One of a few, all of which can be seen at once. For many, `Combobox`. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
  className,
}: SelectProps<T>) {
  return (
    <Base.Root
      items={options}
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Base.Trigger className={buttonClass('plain', className)} aria-label={label}>
        <Base.Value />
        <Base.Icon>
          <ChevronDown />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
          collisionPadding={8}
        >
          <Base.Popup className={styles.popup}>
            <Base.List className={styles.list}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  <Base.ItemText className={styles.label}>{option.label}</Base.ItemText>
                  {option.hint ? <span className={styles.hint}>{option.hint}</span> : null}
                  <span className={styles.check}>
                    <Base.ItemIndicator>
                      <Check />
                    </Base.ItemIndicator>
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
