import { useMemo, useState } from 'react';
import { Button, CopyButton } from '@/design';
import { cx } from '@/lib/css';
import { linesOf } from '../model/exceptions';
import styles from './stack-trace.module.css';

const MOST = 24;

/** A stack trace, in which the application's own lines stand out from those of libraries. */
export function StackTrace({ stack }: { stack: string }) {
  const lines = useMemo(() => linesOf(stack.replace(/\n+$/, '')), [stack]);
  const [all, setAll] = useState(false);
  // What went wrong is told at the end in Python, at the beginning elsewhere: both ends are shown.
  const hidden = all || lines.length <= MOST + 4 ? 0 : lines.length - MOST;
  const head = hidden > 0 ? lines.slice(0, MOST / 2) : lines;
  const tail = hidden > 0 ? lines.slice(-MOST / 2) : [];
  return (
    <div className={styles.frame}>
      <div className={styles.tools}>
        <CopyButton text={stack} label="Copy stack trace" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields. */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Stack trace">
        <Lines lines={head} />
        {hidden > 0 ? (
          <>
            <Button kind="quiet" onClick={() => setAll(true)}>
              Show {hidden} more lines
            </Button>
            <Lines lines={tail} />
          </>
        ) : null}
      </div>
    </div>
  );
}

function Lines({ lines }: { lines: { text: string; own: boolean }[] }) {
  return (
    <pre className={styles.lines}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing but their order.
        <span key={index} className={cx(!line.own && styles.library)}>
          {line.text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
