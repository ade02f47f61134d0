import { cx } from '@/lib/css';
import styles from './code-block.module.css';
import { CopyButton } from './copy-button';

interface CodeBlockProps {
  code: string;
  /** Its name for who listens, and in the corner: `Python`, `curl`. */
  label?: string;
  /** Lines that do not fit go on below instead of to the side. */
  wrap?: boolean;
  /** At most this high; it scrolls inside. */
  maxHeight?: number;
}

/** Code or JSON as it is, with a button that copies it. */
export function CodeBlock({ code, label = 'Code', wrap = false, maxHeight }: CodeBlockProps) {
  return (
    <figure className={styles.block}>
      <div className={styles.tools}>
        <CopyButton text={code} label={`Copy ${label}`} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a <section> cannot be the <pre> itself. */}
      <pre
        className={cx(styles.code, wrap && styles.wrap)}
        style={{ maxHeight }}
        role="region"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        aria-label={label}
      >
        <code>{code}</code>
      </pre>
    </figure>
  );
}
