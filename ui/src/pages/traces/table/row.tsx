import { type Cell, flexRender, type Row } from '@tanstack/react-table';
import { memo } from 'react';
import type { Trace } from '@/api/traces';
import { cx } from '@/lib/css';
import { RowReachable } from './cells';
import styles from './table.module.css';

interface RowProps {
  row: Row<Trace>;
  /** Among all that are loaded, from 0. */
  index: number;
  /** Pixels from the top of the rows. */
  top: number;
  active: boolean;
  /** Whether the Tab key leads here. */
  reachable: boolean;
  fresh: boolean;
  /** Which columns are shown, as one text: a row is drawn anew when it changes. */
  columns: string;
}

/** A trace in the list. It is drawn anew only when something about it has changed. */
export const TraceRow = memo(
  function TraceRow({ row, index, top, active, reachable, fresh }: RowProps) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which <table> cannot.
      // biome-ignore lint/a11y/useFocusableInteractive: its link has the focus.
      <div
        role="row"
        aria-rowindex={index + 2}
        data-trace={row.id}
        data-active={active || undefined}
        className={cx(styles.row, styles.body, fresh && styles.fresh)}
        style={{ transform: `translateY(${top}px)` }}
      >
        <RowReachable value={reachable}>
          {row.getVisibleCells().map((cell) => (
            <RowCell key={cell.id} cell={cell} />
          ))}
        </RowReachable>
      </div>
    );
  },
  (before, after) =>
    before.row.original === after.row.original &&
    before.index === after.index &&
    before.top === after.top &&
    before.active === after.active &&
    before.reachable === after.reachable &&
    before.fresh === after.fresh &&
    before.columns === after.columns,
);

function RowCell({ cell }: { cell: Cell<Trace, unknown> }) {
  const { meta } = cell.column.columnDef;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    <div role="cell" className={cx(styles.cell, meta?.end && styles.end, meta?.small && styles.small)}>
      {flexRender(cell.column.columnDef.cell, cell.getContext())}
    </div>
  );
}
