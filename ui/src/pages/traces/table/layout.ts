/** Which columns are shown and how wide they are, as the person left them. */

import type { ColumnSizingState, OnChangeFn, VisibilityState } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { recall, remember } from '@/lib/storage';

export interface Layout {
  columnVisibility: VisibilityState;
  columnSizing: ColumnSizingState;
}

const STORED = 'traces.columns';
const WIDEST = 1_000;
const NARROWEST = 32;

/** What was stored, as far as it makes sense. */
export function readLayout(stored: string | null): Layout {
  let raw: unknown = null;
  try {
    raw = JSON.parse(stored ?? 'null');
  } catch {
    // Then there is none.
  }
  const hidden = entriesOf(raw, 'columnVisibility').filter(([, value]) => value === false);
  const widths = entriesOf(raw, 'columnSizing').filter(
    ([, value]) => typeof value === 'number' && value >= NARROWEST && value <= WIDEST,
  );
  return { columnVisibility: Object.fromEntries(hidden), columnSizing: Object.fromEntries(widths) } as Layout;
}

function entriesOf(raw: unknown, name: keyof Layout): [string, unknown][] {
  if (typeof raw !== 'object' || raw === null || !(name in raw)) return [];
  const found: unknown = Reflect.get(raw, name);
  return typeof found === 'object' && found !== null ? Object.entries(found) : [];
}

export interface ColumnLayout extends Layout {
  onColumnVisibilityChange: OnChangeFn<VisibilityState>;
  onColumnSizingChange: OnChangeFn<ColumnSizingState>;
  changed: boolean;
  reset: () => void;
}

export function useColumnLayout(): ColumnLayout {
  const [layout, setLayout] = useState(() => readLayout(recall(STORED)));
  return useMemo(() => {
    const change = (make: (old: Layout) => Layout) =>
      setLayout((old) => {
        const next = make(old);
        remember(STORED, isChanged(next) ? JSON.stringify(next) : null);
        return next;
      });
    return {
      ...layout,
      onColumnVisibilityChange: (updater) =>
        change((old) => ({ ...old, columnVisibility: applied(updater, old.columnVisibility) })),
      onColumnSizingChange: (updater) =>
        change((old) => ({ ...old, columnSizing: applied(updater, old.columnSizing) })),
      changed: isChanged(layout),
      reset: () => change(() => ({ columnVisibility: {}, columnSizing: {} })),
    };
  }, [layout]);
}

function applied<T>(updater: T | ((old: T) => T), old: T): T {
  return updater instanceof Function ? updater(old) : updater;
}

function isChanged({ columnVisibility, columnSizing }: Layout): boolean {
  return Object.values(columnVisibility).includes(false) || Object.keys(columnSizing).length > 0;
}
