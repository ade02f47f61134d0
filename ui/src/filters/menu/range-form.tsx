import { type FormEvent, useState } from 'react';
import { Button, TextField } from '@/design';
import { FIELD_LABELS, type Filters, keysOf, type RangeField, without } from '../fields';
import { EXAMPLES, readAmount, UNITS_TOLD, writeAmount } from '../ranges';
import styles from './menu.module.css';

interface RangeFormProps {
  field: RangeField;
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** A least and a most; either may be left empty. */
export function RangeForm({ field, filters, onChange }: RangeFormProps) {
  const [least, setLeast] = useState(writeAmount(field, filters[`min${field}`]));
  const [most, setMost] = useState(writeAmount(field, filters[`max${field}`]));
  const [told, setTold] = useState(false);
  const [min, max] = [readAmount(field, least), readAmount(field, most)];
  const crossed = min != null && max != null && min > max;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (min === undefined || max === undefined || crossed) return;
    onChange({
      ...without(filters, keysOf(field)),
      ...(min !== null && { [`min${field}`]: min }),
      ...(max !== null && { [`max${field}`]: max }),
    });
  };
  const wrong = `Not a ${FIELD_LABELS[field].toLowerCase()}`;
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.pair}>
        <TextField
          label="At least"
          placeholder={EXAMPLES[field][0]}
          value={least}
          onChange={(event) => setLeast(event.target.value)}
          error={told && min === undefined ? wrong : undefined}
          autoFocus
        />
        <TextField
          label="At most"
          placeholder={EXAMPLES[field][1]}
          value={most}
          onChange={(event) => setMost(event.target.value)}
          error={told && max === undefined ? wrong : told && crossed ? 'Less than the least' : undefined}
        />
      </div>
      <p className={styles.note}>{UNITS_TOLD[field]}</p>
      <div className={styles.buttons}>
        <Button type="submit" kind="primary">
          Apply
        </Button>
      </div>
    </form>
  );
}
