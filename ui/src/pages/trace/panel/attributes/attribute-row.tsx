import { Check, Copy, KeyRound } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { copyText, toast } from '@/design';
import { type Attribute, textOf } from '../model/attributes';
import styles from './attribute-row.module.css';
import { AttributeValue } from './attribute-value';

const TYPES = {
  string: 'str',
  number: 'num',
  boolean: 'bool',
  array: 'list',
  object: 'map',
  bytes: 'bytes',
  empty: 'null',
} as const;

/** One attribute; what can be done with it is there when it is pointed at, or has the focus. */
export function AttributeRow({ attribute, actions }: { attribute: Attribute; actions?: ReactNode }) {
  const { key, type, value } = attribute;
  return (
    <div className={styles.row}>
      <dt className={styles.key}>
        <bdi title={key.slice(0, 1_000)}>{breakable(key.slice(0, 500) || '(empty)')}</bdi>
      </dt>
      <dd className={styles.value}>
        <span className={styles.type} title={type}>
          {TYPES[type]}
        </span>
        <AttributeValue attribute={attribute} />
        <span className={styles.actions}>
          {actions}
          <CopyAction
            label={`Copy value of ${key.slice(0, 100)}`}
            text={() => textOf(value)}
            icon={<Copy />}
          />
          <CopyAction label={`Copy key ${key.slice(0, 100)}`} text={() => key} icon={<KeyRound />} />
        </span>
      </dd>
    </div>
  );
}

/** A name that may go on in the next line behind its dots and dashes rather than anywhere. */
function breakable(name: string): ReactNode {
  return name.split(/(?<=[._/-])/).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing but their order.
    <Fragment key={index}>
      {index > 0 ? <wbr /> : null}
      {piece}
    </Fragment>
  ));
}

/** As light as can be: there are hundreds of them. */
function CopyAction({ label, text, icon }: { label: string; text: () => string; icon: ReactNode }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    try {
      await copyText(text());
      setDone(true);
    } catch {
      toast('Not copied', 'error', 'The browser does not let this page write to the clipboard.');
    }
  };
  return (
    <button
      type="button"
      className={styles.action}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    >
      {done ? <Check /> : icon}
    </button>
  );
}
