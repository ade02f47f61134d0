import { useMemo } from 'react';
import { PlainText } from '@/conversation/plain-text';
import { TextView } from '@/conversation/text-view';
import { jsonIn } from '@/json/exact';
import { JsonTree } from '@/json/json-tree';
import { formatBytes } from '@/lib/format';
import { type Attribute, byteCount, textOf } from '../model/attributes';
import styles from './attribute-value.module.css';

const FOLD = { characters: 600, lines: 8 };
/** A list that is as short stands on one line. */
const SHORT = 80;

/** A value by its type: a text may be long or be JSON, a list or object folds. */
export function AttributeValue({ attribute }: { attribute: Attribute }) {
  const { type, value } = attribute;
  const text = useMemo(() => textOf(value), [value]);
  switch (type) {
    case 'string':
      return <Text text={text} label={attribute.key} />;
    case 'number':
      return <code className={styles.number}>{text}</code>;
    case 'boolean':
    case 'empty':
      return <code className={styles.word}>{text}</code>;
    case 'bytes':
      return (
        <>
          <span className={styles.note}>{formatBytes(byteCount(value))}, in base64</span>
          <TextView text={text} mode="plain" fold={FOLD} />
        </>
      );
    default:
      if (text.length <= SHORT) return <code className={styles.whole}>{text}</code>;
      return <JsonTree value={value} label={attribute.key.slice(0, 100)} budget={12} />;
  }
}

function Text({ text, label }: { text: string; label: string }) {
  const json = useMemo(() => (text.length > SHORT ? jsonIn(text) : undefined), [text]);
  if (text === '') return <span className={styles.note}>Empty text</span>;
  if (json !== undefined) {
    return (
      <>
        <span className={styles.note}>JSON in a text</span>
        <JsonTree value={json} label={label.slice(0, 100)} budget={1} />
      </>
    );
  }
  if (text.length <= FOLD.characters) return <PlainText text={text} />;
  return <TextView text={text} mode="plain" fold={FOLD} />;
}
