import { type FormEvent, useState } from 'react';
import { Button, TextField } from '@/design';
import { splitAttribute } from '../sentence';
import styles from './menu.module.css';

interface AttributeFormProps {
  /** `key=value`; empty for a new one. */
  attribute: string;
  onChange: (attribute: string) => void;
}

/** The key and the exact value of an attribute of a span or of its resource. */
export function AttributeForm({ attribute, onChange }: AttributeFormProps) {
  const [key, setKey] = useState(splitAttribute(attribute)[0]);
  const [value, setValue] = useState(splitAttribute(attribute)[1]);
  const [told, setTold] = useState(false);
  const name = key.trim();
  const wrong = name === '' ? 'Which attribute?' : name.includes('=') ? 'Without an equals sign' : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (wrong === undefined) onChange(`${name}=${value}`);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label="Key"
        placeholder="http.route"
        value={key}
        onChange={(event) => setKey(event.target.value)}
        error={told ? wrong : undefined}
        autoFocus
      />
      <TextField
        label="Value"
        placeholder="/chat"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <p className={styles.note}>The whole value as text, of one span or of its resource.</p>
      <div className={styles.buttons}>
        <Button type="submit" kind="primary">
          Apply
        </Button>
      </div>
    </form>
  );
}
