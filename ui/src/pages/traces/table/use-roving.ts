import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Trace } from '@/api/traces';

export interface Roving {
  /** The one row that the Tab key leads to, and where j and k go on from. */
  activeId: string | null;
  activeIndex: number;
  setActive: (id: string) => void;
  /** Moves to a row and brings it into view and into focus. */
  moveTo: (index: number) => void;
  move: (by: number) => void;
  /** The link of the active row, while it is there. */
  link: () => HTMLAnchorElement | null;
}

interface Options {
  rows: readonly Trace[];
  /** The row that had the focus when the list was left, which gets it again. */
  initial: string | null;
  container: RefObject<HTMLElement | null>;
  show: (index: number) => void;
}

/** One row at a time has the focus. It is remembered by its trace, so that it stays where rows are put above it. */
export function useRoving({ rows, initial, container, show }: Options): Roving {
  const [activeId, setActive] = useState(initial);
  const focusWanted = useRef(initial);
  const activeIndex = activeId === null ? -1 : rows.findIndex((row) => row.traceId === activeId);

  const link = useCallback((): HTMLAnchorElement | null => {
    if (activeId === null) return null;
    const row = container.current?.querySelector(`[data-trace="${CSS.escape(activeId)}"]`);
    return row?.querySelector<HTMLAnchorElement>('[data-row-link]') ?? null;
  }, [activeId, container]);

  // The row may be drawn only after the list has scrolled to it; an effect of the drawing before does not take its place.
  useEffect(() => {
    if (focusWanted.current !== activeId) return;
    const target = link();
    if (!target) return;
    focusWanted.current = null;
    target.focus({ preventScroll: true });
  });

  const moveTo = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    focusWanted.current = row.traceId;
    setActive(row.traceId);
    show(rows.indexOf(row));
    if (row.traceId === activeId) link()?.focus({ preventScroll: true });
  };
  return { activeId, activeIndex, setActive, moveTo, move: (by) => moveTo(activeIndex + by), link };
}
