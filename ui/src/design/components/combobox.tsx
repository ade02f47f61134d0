import { Combobox as Base } from '@base-ui/react/combobox';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from '@/lib/css';
import styles from './overlay.module.css';
import type { Option } from './select';

interface Common {
  /** What is chosen, for who listens, with the value: `Model: gpt-4o`. The button's own text is not heard. */
  name: string;
  /** What is searched, for the field's name and hint: `Search models`. */
  label: string;
  options: readonly Option[];
  /** The button that opens the list. */
  trigger: ReactElement;
  /** What is said when nothing fits the search. */
  none?: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

interface ComboboxProps extends Common {
  value: string | null;
  onChange: (value: string) => void;
}

/** One of many, found by typing. */
export function Combobox({ value, onChange, ...common }: ComboboxProps) {
  const selected = common.options.find((option) => option.value === value) ?? null;
  return (
    <Base.Root
      autoHighlight
      items={common.options}
      value={selected}
      isItemEqualToValue={same}
      onValueChange={(next) => {
        if (next) onChange(next.value);
      }}
      {...openState(common)}
    >
      <Base.Trigger render={common.trigger} aria-label={common.name} />
      <List {...common} />
    </Base.Root>
  );
}

interface MultiSelectProps extends Common {
  values: readonly string[];
  onChange: (values: string[]) => void;
}

/** Any number of many, found by typing. A value that is chosen and not among the options is kept. */
export function MultiSelect({ values, onChange, ...common }: MultiSelectProps) {
  const known = new Map(common.options.map((option) => [option.value, option]));
  const missing = values.filter((value) => !known.has(value)).map((value) => ({ value, label: value }));
  const options = missing.length > 0 ? [...missing, ...common.options] : common.options;
  return (
    <Base.Root
      multiple
      autoHighlight
      items={options}
      value={values.map((value) => known.get(value) ?? { value, label: value })}
      isItemEqualToValue={same}
      onValueChange={(next) => onChange(next.map((option) => option.value))}
      {...openState(common)}
    >
      <Base.Trigger render={common.trigger} aria-label={common.name} />
      <List {...common} />
    </Base.Root>
  );
}

function List({ label, none = 'Nothing fits.' }: Common): ReactNode {
  return (
    <Base.Portal>
      <Base.Positioner className={styles.positioner} sideOffset={4} align="start" collisionPadding={8}>
        <Base.Popup className={styles.popup} aria-label={label}>
          <Base.Input className={styles.search} placeholder={label} aria-label={label} />
          <Base.Empty>
            <div className={styles.none}>{none}</div>
          </Base.Empty>
          <Base.List className={cx(styles.list)}>
            {(option: Option) => (
              <Base.Item key={option.value} value={option} className={styles.item}>
                <span className={styles.check}>
                  <Base.ItemIndicator>
                    <Check />
                  </Base.ItemIndicator>
                </span>
                <span className={styles.label}>{option.label}</span>
                {option.hint ? <span className={styles.hint}>{option.hint}</span> : null}
              </Base.Item>
            )}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

const same = (a: Option, b: Option) => a.value === b.value;

function openState({ open, onOpenChange }: Common) {
  return { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) };
}
