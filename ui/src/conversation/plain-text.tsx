import { useMemo } from 'react';
import { cx } from '@/lib/css';
import styles from './plain-text.module.css';
import { blocks } from './text';

interface PlainTextProps {
  text: string;
  /** In the letters of Markdown, whose place it keeps. */
  prose?: boolean;
}

/** A text as it is. Of a long one, the browser lays out what is in view. */
export function PlainText({ text, prose = false }: PlainTextProps) {
  const parts = useMemo(() => blocks(text), [text]);
  const look = cx(styles.plain, prose && styles.prose);
  if (parts.length === 1) return <pre className={look}>{text}</pre>;
  return (
    <div className={look}>
      {parts.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks have nothing but their order.
        <pre key={index} className={styles.block}>
          {block}
        </pre>
      ))}
    </div>
  );
}
