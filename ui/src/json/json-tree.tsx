import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useRef } from 'react';
import { CopyButton } from '@/design';
import { cx } from '@/lib/css';
import { type Json, stringifyExact } from './exact';
import { JsonRow } from './json-row';
import styles from './json-tree.module.css';
import { type Tree, useTree } from './use-tree';

interface JsonTreeProps {
  value: Json;
  /** What it is, for who listens: `Arguments`. */
  label: string;
  /** How many rows are open from the start, at most. */
  budget?: number;
  /** As high as where it is, and scrolls; else as high as its rows, up to `MOST_HIGH`. */
  fill?: boolean;
  /** Without a frame, within something that has one. */
  bare?: boolean;
}

const ROW = 24;
/** Pixels. */
const MOST_HIGH = 440;
/** More rows are only drawn where they are in view. */
const MOST_DRAWN = 150;

/** JSON as a tree that folds. By keyboard: arrows, Home, End, Enter; Ctrl-C copies the value. */
export function JsonTree({ value, label, budget = 40, fill = false, bare = false }: JsonTreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const tree = useTree(value, budget, scroller);
  const flat = !tree.rows.some((row) => row.size);
  const Rows = tree.rows.length > MOST_DRAWN ? VirtualRows : AllRows;
  return (
    <div className={cx(styles.frame, fill && styles.fill, bare && styles.bare, flat && styles.flat)}>
      <div className={styles.tools}>
        <CopyButton text={() => stringifyExact(value, 2)} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <div
        ref={scroller}
        className={cx(styles.scroller, fill && styles.filling)}
        style={fill ? undefined : { maxHeight: MOST_HIGH }}
      >
        <Rows tree={tree} label={label} scroller={scroller} />
      </div>
    </div>
  );
}

interface RowsProps {
  tree: Tree;
  label: string;
  scroller: RefObject<HTMLDivElement | null>;
}

function AllRows({ tree, label }: RowsProps) {
  return (
    <Frame tree={tree} label={label}>
      {tree.rows.map((row, index) => (
        <JsonRow key={row.pointer} tree={tree} row={row} index={index} />
      ))}
    </Frame>
  );
}

function VirtualRows({ tree, label, scroller }: RowsProps) {
  const virtual = useVirtualizer({
    count: tree.rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => tree.rows[index]?.pointer ?? index,
    estimateSize: () => ROW,
    overscan: 12,
  });
  tree.scrollTo.current = (index) => virtual.scrollToIndex(index);
  return (
    <Frame tree={tree} label={label} height={virtual.getTotalSize()}>
      {virtual.getVirtualItems().map((item) => {
        const row = tree.rows[item.index];
        if (!row) return null;
        const place = { top: item.start, measure: virtual.measureElement };
        return <JsonRow key={item.key} tree={tree} row={row} index={item.index} place={place} />;
      })}
    </Frame>
  );
}

function Frame({
  tree,
  label,
  height,
  children,
}: {
  tree: Tree;
  label: string;
  height?: number;
  children: ReactNode;
}) {
  return (
    <div
      role="tree"
      aria-label={label}
      className={styles.tree}
      style={height === undefined ? undefined : { height }}
      onKeyDown={tree.onKeyDown}
    >
      {children}
    </div>
  );
}
