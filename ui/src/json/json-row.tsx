import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cx } from '@/lib/css';
import { formatCount } from '@/lib/format';
import { type Json, stringifyExact } from './exact';
import styles from './json-tree.module.css';
import { previewOf, type Row } from './rows';
import type { Tree } from './use-tree';

interface JsonRowProps {
  tree: Tree;
  row: Row;
  index: number;
  /** Where not all rows are drawn: pixels from the top of the tree, and who wants to know how high it is. */
  place?: { top: number; measure: (element: HTMLElement | null) => void };
}

export function JsonRow({ tree, row, index, place }: JsonRowProps) {
  const folds = row.size !== null && row.size > 0;
  const focusable = tree.focus === row.pointer;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree hears the keys of all rows.
    <div
      ref={place?.measure}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={folds ? row.open : undefined}
      aria-selected={focusable}
      tabIndex={focusable ? 0 : -1}
      data-index={index}
      data-pointer={row.pointer}
      className={cx(styles.row, folds && styles.folds, place && styles.placed)}
      style={{
        paddingLeft: 6 + row.depth * 14,
        ...(place ? { transform: `translateY(${place.top}px)` } : {}),
      }}
      onFocus={() => tree.onFocus(row)}
      onClick={folds ? () => tree.onToggle(row) : undefined}
      onCopy={(event) => {
        if (window.getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', copied(row.value));
      }}
    >
      <span className={styles.twist} data-open={row.open || undefined} aria-hidden="true">
        {folds ? <ChevronRight /> : null}
      </span>
      {row.name === null ? null : (
        <>
          <span className={cx(styles.name, typeof row.name === 'number' && styles.index)}>{row.name}</span>
          <span className={styles.colon}>: </span>
        </>
      )}
      <Value value={row.value} size={row.size} open={row.open} />
    </div>
  );
}

function copied(value: Json): string {
  return typeof value === 'string' ? value : stringifyExact(value, 2);
}

const LONG = 240;

function Value({ value, size, open }: { value: Json; size: number | null; open: boolean }) {
  if (size !== null) {
    const [left, right] = Array.isArray(value) ? '[]' : '{}';
    if (size === 0) return <span className={styles.mark}>{`${left}${right}`}</span>;
    return (
      <span className={styles.held}>
        <span className={styles.mark}>{open ? `${left}${right}` : left}</span>
        {open ? null : (
          <>
            <span className={styles.preview}>{previewOf(value)}</span>
            <span className={styles.mark}>{right}</span>
          </>
        )}
        <span className={styles.size}>{formatCount(size)}</span>
      </span>
    );
  }
  if (typeof value === 'string') return <Text text={value} />;
  if (value === null || typeof value === 'boolean')
    return <span className={styles.word}>{String(value)}</span>;
  return <span className={styles.number}>{String(value)}</span>;
}

/** A text in quotes; its lines as they are once it is unfolded. */
function Text({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const lines = text.includes('\n');
  if (text.length <= LONG && !lines) return <span className={styles.text}>{JSON.stringify(text)}</span>;
  return (
    <span className={styles.long}>
      <button
        type="button"
        className={styles.unfold}
        aria-expanded={open}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(!open);
        }}
      >
        {open ? 'Fold' : `${formatCount(text.length)} characters`}
      </button>
      <span className={cx(styles.text, open ? styles.unfolded : styles.short)}>
        {open ? text : JSON.stringify(text.slice(0, LONG))}
      </span>
    </span>
  );
}
