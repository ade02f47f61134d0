import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import styles from './reasoning-view.module.css';
import { preview } from './text';
import { TextView } from './text-view';
import type { ViewMode } from './view-mode';

/** What the model thought, folded away: its first words tell what it is about. */
export function ReasoningView({ text, mode }: { text: string; mode: ViewMode }) {
  const [open, setOpen] = useState(false);
  if (text.trim() === '') return <p className={styles.none}>Reasoning, which the provider keeps to itself</p>;
  return (
    <div className={styles.reasoning}>
      <button type="button" className={styles.summary} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight aria-hidden="true" className={styles.twist} data-open={open || undefined} />
        <span className={styles.label}>Reasoning</span>
        {open ? null : <span className={styles.preview}>{preview(text)}</span>}
      </button>
      {open ? (
        <div className={styles.text}>
          <TextView text={text} mode={mode} />
        </div>
      ) : null}
    </div>
  );
}
