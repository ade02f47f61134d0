import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from '@/lib/css';
import styles from './field.module.css';

interface TextFieldProps extends ComponentProps<'input'> {
  label: string;
  /** The label is for who listens alone; the placeholder says it to who sees. */
  labelHidden?: boolean;
  hint?: ReactNode;
  error?: string | undefined;
  /** Inside the field, before the text. */
  icon?: ReactNode;
  /** Inside the field, after the text. */
  end?: ReactNode;
}

export function TextField({
  label,
  labelHidden = false,
  hint,
  error,
  icon,
  end,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const notes = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter(Boolean).join(' ');
  return (
    <div className={cx(styles.field, className)}>
      <label className={labelHidden ? 'visually-hidden' : styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={cx(styles.box, error && styles.wrong)}>
        {icon}
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          id={id}
          className={styles.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={notes || undefined}
        />
        {end}
      </div>
      {error ? (
        <p className={styles.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

interface CheckboxProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean | 'some';
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Checkbox({ label, hint, checked, onChange, disabled = false }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's, which is inside.
    <label className={styles.check}>
      <BaseCheckbox.Root
        className={styles.checkbox}
        checked={checked === true}
        indeterminate={checked === 'some'}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next)}
      >
        <BaseCheckbox.Indicator className={styles.mark}>
          {checked === 'some' ? <Minus /> : <Check />}
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span>
        {label}
        {hint ? <span className={styles.checkHint}>{hint}</span> : null}
      </span>
    </label>
  );
}
