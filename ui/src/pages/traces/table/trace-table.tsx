import { getCoreRowModel, type Table, useReactTable } from '@tanstack/react-table';
import type { VirtualItem } from '@tanstack/react-virtual';
import { type CSSProperties, type RefObject, useMemo } from 'react';
import type { Trace } from '@/api/traces';
import { formatDuration } from '@/lib/format';
import { COLUMNS } from './columns';
import { HeaderRow } from './header';
import type { ColumnLayout } from './layout';
import { TraceRow } from './row';
import { scaleOf } from './scale';
import styles from './table.module.css';
import { TimelineScale } from './timeline-bar';

/** At both ends of a row, in pixels. */
const SIDES = 20;
export const ROW_HEIGHT = 34;

export function useTraceTable(rows: Trace[], layout: ColumnLayout): Table<Trace> {
  const { columnVisibility, columnSizing, onColumnVisibilityChange, onColumnSizingChange } = layout;
  return useReactTable({
    data: rows,
    columns: COLUMNS,
    getRowId: (trace) => trace.traceId,
    getCoreRowModel: getCoreRowModel(),
    state: { columnVisibility, columnSizing },
    onColumnVisibilityChange,
    onColumnSizingChange,
  });
}

/** The grid's columns: the name takes what the others leave, until it is given a width. */
export function gridOf(table: Table<Trace>): CSSProperties {
  const sized = table.getState().columnSizing;
  const columns = table.getVisibleLeafColumns();
  const widths = columns.map((column) => {
    const width = `${column.getSize()}px`;
    return column.id === 'name' && sized.name === undefined ? `minmax(${width}, 1fr)` : width;
  });
  const least = columns.reduce((sum, column) => sum + column.getSize(), SIDES);
  return { '--columns': widths.join(' '), minWidth: `max(100%, ${least}px)` } as CSSProperties;
}

interface TraceTableProps {
  /** The element that holds the rows. */
  list: RefObject<HTMLDivElement | null>;
  table: Table<Trace>;
  items: VirtualItem[];
  height: number;
  margin: number;
  activeId: string | null;
  /** Where the Tab key leads to. */
  reachableId: string | null;
  fresh: ReadonlySet<string>;
  /** Whether more rows are known to come. */
  hasMore: boolean;
}

export function TraceTable({
  list,
  table,
  items,
  height,
  margin,
  activeId,
  reachableId,
  fresh,
  hasMore,
}: TraceTableProps) {
  const { rows } = table.getRowModel();
  const scale = useMemo(() => scaleOf(rows.map((row) => row.original.durationNano)), [rows]);
  const columns = table.getVisibleLeafColumns();
  const shown = columns.map((column) => column.id).join();
  return (
    <TimelineScale value={scale}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which <table> cannot. */}
      <div
        role="table"
        aria-label="Traces"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-colcount={columns.length}
        className={styles.table}
        style={gridOf(table)}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div role="rowgroup" className={styles.head}>
          <HeaderRow table={table} scale={formatDuration(scale).replace(/\.0+(?= )/, '')} />
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div ref={list} role="rowgroup" className={styles.rows} style={{ height }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <TraceRow
                key={row.id}
                row={row}
                index={item.index}
                top={item.start - margin}
                active={row.id === activeId}
                reachable={row.id === reachableId}
                fresh={fresh.has(row.id)}
                columns={shown}
              />
            ) : null;
          })}
        </div>
      </div>
    </TimelineScale>
  );
}
