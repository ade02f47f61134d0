import { type KeyboardEvent, type RefObject, useMemo, useRef, useState } from 'react';
import type { Json } from './exact';
import { depthWithin, parentOf, type Row, rowsOf } from './rows';

export interface Tree {
  rows: readonly Row[];
  /** The pointer of the row that the keyboard is on. */
  focus: string;
  onFocus: (row: Row) => void;
  onToggle: (row: Row, open?: boolean) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** How a row comes into view, where not all are drawn. */
  scrollTo: RefObject<((index: number) => void) | null>;
}

/** What is open in a tree, and where the keyboard is. */
export function useTree(value: Json, budget: number, scroller: RefObject<HTMLElement | null>): Tree {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focus, setFocus] = useState('');
  const openDepth = useMemo(() => depthWithin(value, budget), [value, budget]);
  const rows = useMemo(() => rowsOf(value, { openDepth, changed }), [value, openDepth, changed]);
  const scrollTo = useRef<((index: number) => void) | null>(null);

  const onToggle = (row: Row, open = !row.open) => {
    if (row.size) setChanged(new Map(changed).set(row.pointer, open));
  };
  const go = (to: number) => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const row = rows[index];
    if (!row) return;
    setFocus(row.pointer);
    scrollTo.current?.(index);
    // A row that was out of view is drawn by then.
    requestAnimationFrame(() => focusRow(scroller.current, row.pointer));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = rows.findIndex((row) => row.pointer === focus);
    const row = rows[index];
    if (!row || event.altKey || event.metaKey || event.ctrlKey) return;
    if (!move(event.key, { rows, index, row, onToggle, go })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const there = rows.some((row) => row.pointer === focus);
  return {
    rows,
    focus: there ? focus : (rows[0]?.pointer ?? ''),
    onFocus: (row) => setFocus(row.pointer),
    onToggle,
    onKeyDown,
    scrollTo,
  };
}

interface Moves {
  rows: readonly Row[];
  index: number;
  row: Row;
  onToggle: (row: Row, open?: boolean) => void;
  go: (index: number) => void;
}

/** What a key does in a tree, as WAI-ARIA's pattern says; whether it is one of the keys. */
function move(key: string, { rows, index, row, onToggle, go }: Moves): boolean {
  if (key === 'ArrowDown') go(index + 1);
  else if (key === 'ArrowUp') go(index - 1);
  else if (key === 'Home') go(0);
  else if (key === 'End') go(rows.length - 1);
  else if (key === 'ArrowRight' && row.size) row.open ? go(index + 1) : onToggle(row, true);
  else if (key === 'ArrowLeft') row.open ? onToggle(row, false) : go(parentOf(rows, index));
  else if ((key === 'Enter' || key === ' ') && row.size) onToggle(row);
  else return false;
  return true;
}

function focusRow(scroller: HTMLElement | null, pointer: string): void {
  scroller
    ?.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(pointer)}"]`)
    ?.focus({ preventScroll: false });
}
