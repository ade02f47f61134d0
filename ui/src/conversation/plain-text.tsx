import { useMemo } from 'react';
import styles from './plain-text.module.css';
import { blocks } from './text';

/** A text as it is. Of a long one, the browser lays out what is in view. */
export function PlainText({ text }: { text: string }) {
  const parts = useMemo(() => blocks(text), [text]);
  if (parts.length === 1) return <pre className={styles.plain}>{text}</pre>;
  return (
    <div className={styles.plain}>
      {parts.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have nothing but their order.
        <pre key={index} className={styles.block}>
          {block}
        </pre>
      ))}
    </div>
  );
}
