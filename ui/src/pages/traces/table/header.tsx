import type { Header, Table } from '@tanstack/react-table';
import type { PointerEvent } from 'react';
import type { Trace } from '@/api/traces';
import { cx } from '@/lib/css';
import styles from './table.module.css';

/** The names of the columns, which stay at the top. Their edges are dragged; the menu of columns does it by key. */
export function HeaderRow({ table, scale }: { table: Table<Trace>; scale?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which <table> cannot.
    // biome-ignore lint/a11y/useFocusableInteractive: nothing happens at the names of the columns.
    <div role="row" aria-rowindex={1} className={cx(styles.row, styles.header)}>
      {table.getFlatHeaders().map((header) => (
        <HeaderCell
          key={header.id}
          header={header}
          table={table}
          {...(header.id === 'timeline' && scale && { note: scale })}
        />
      ))}
    </div>
  );
}

interface HeaderCellProps {
  header: Header<Trace, unknown>;
  table: Table<Trace>;
  note?: string;
}

function HeaderCell({ header, table, note }: HeaderCellProps) {
  const { column } = header;
  const { meta, minSize = 40 } = column.columnDef;
  const resize = (width: number) =>
    table.setColumnSizing((old) => ({ ...old, [column.id]: Math.max(minSize, Math.round(width)) }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above.
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="columnheader" className={cx(styles.cell, meta?.end && styles.end)}>
      <span className={styles.heading} title={note ? `A whole bar is ${note}` : meta?.label}>
        {meta?.heading ?? meta?.label}
        {note ? <span className={styles.note}> {note}</span> : null}
      </span>
      <div
        aria-hidden="true"
        className={styles.edge}
        onPointerDown={(event) => drag(event, resize)}
        onDoubleClick={() => column.resetSize()}
      />
    </div>
  );
}

function drag(event: PointerEvent<HTMLElement>, resize: (width: number) => void): void {
  if (event.button !== 0) return;
  event.preventDefault();
  const edge = event.currentTarget;
  const width = edge.parentElement?.getBoundingClientRect().width ?? 0;
  const start = event.clientX;
  edge.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent) => resize(width + moved.clientX - start);
  const end = () => {
    edge.removeEventListener('pointermove', move);
    edge.removeEventListener('lostpointercapture', end);
  };
  edge.addEventListener('pointermove', move);
  edge.addEventListener('lostpointercapture', end);
}
