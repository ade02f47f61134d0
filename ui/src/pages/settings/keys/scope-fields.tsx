import { Checkbox } from '@/design';
import { Choices } from './choices';
import styles from './create-dialog.module.css';
import { type KeyForm, toggled } from './form';
import { PRESET_NAMES, PRESET_SCOPES, PRESET_WORDS, presetOffers, SCOPE_WORDS, scopeOffers } from './scopes';

interface ScopeFieldsProps {
  form: KeyForm;
  held: readonly string[];
  fault: string | undefined;
  onChange: (change: Partial<KeyForm>) => void;
}

/** What the key may do: a preset, or single scopes with what each is for. */
export function ScopeFields({ form, held, fault, onChange }: ScopeFieldsProps) {
  return (
    <>
      <Choices
        legend="Access"
        explained
        value={form.preset}
        choices={presetOffers(held).map(({ value, refused }) => ({
          value,
          label: PRESET_NAMES[value],
          text: PRESET_WORDS[value],
          refused,
        }))}
        // Custom begins with what was chosen before it.
        onChange={(preset) =>
          onChange({ preset, ...(preset === 'custom' ? { scopes: PRESET_SCOPES[form.preset] } : {}) })
        }
      />
      {form.preset === 'custom' ? (
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Scopes</legend>
          <div className={styles.scopes}>
            {scopeOffers(held).map(({ value, refused }) => (
              <Checkbox
                key={value}
                label={<code>{value}</code>}
                hint={refused ?? SCOPE_WORDS[value]}
                checked={form.scopes.includes(value)}
                disabled={refused !== null}
                onChange={(on) => onChange({ scopes: toggled(form.scopes, value, on) })}
              />
            ))}
          </div>
          {fault ? (
            <p className={styles.error} role="alert">
              {fault}
            </p>
          ) : null}
        </fieldset>
      ) : null}
    </>
  );
}
