import { TextField } from '@/design';
import { formatDay } from '@/lib/format';
import { Choices } from './choices';
import styles from './create-dialog.module.css';
import { dateOf, expiryOffers } from './expiry';
import type { KeyForm } from './form';

interface ExpiryFieldsProps {
  form: KeyForm;
  /** The end of the creator's own key. */
  own: string | null;
  now: number;
  fault: string | undefined;
  onChange: (change: Partial<KeyForm>) => void;
}

/** When the key ends by itself. */
export function ExpiryFields({ form, own, now, fault, onChange }: ExpiryFieldsProps) {
  return (
    <>
      <Choices
        legend="Expires after"
        value={form.expiry}
        choices={expiryOffers(own, now).map(({ choice, label, refused }) => ({
          value: choice,
          label,
          refused,
        }))}
        hint={
          own === null
            ? undefined
            : `Your own key ends on ${formatDay(own)}; no key that it makes can outlive it.`
        }
        onChange={(expiry) => onChange({ expiry })}
      />
      {form.expiry === 'custom' ? (
        <TextField
          label="Last day"
          type="date"
          className={styles.date}
          value={form.date}
          min={dateOf(now)}
          {...(own === null ? {} : { max: dateOf(Date.parse(own)) })}
          error={fault}
          onChange={(event) => onChange({ date: event.target.value })}
        />
      ) : null}
    </>
  );
}
