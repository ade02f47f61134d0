// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual table are placed by themselves, which table elements cannot be.
// biome-ignore-all lint/a11y/useFocusableInteractive: this table is read, not operated; links and buttons in its cells take the focus.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { Button, Loading } from '@/design';
import { cx } from '@/lib/css';
import styles from './scroll-table.module.css';
import { useListKeys } from './use-list-keys';

export interface Column<T> {
  name: string;
  /** The column's heading; the name is for who listens where there is none. */
  heading?: ReactNode;
  /** Numbers stand at the end. */
  end?: boolean;
  cell: (item: T) => ReactNode;
}

/** What `useInfiniteQuery` says of a list, as much as is needed here. */
export interface Endless {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

interface ScrollTableProps<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  columns: readonly Column<T>[];
  /** A class with `grid-template-columns`, for the head and every row. */
  template: string | undefined;
  /** Pixels of a row, before it is measured. */
  rowHeight: number;
  query: Endless;
  /** On Enter, on the row that j and k have come to. */
  onOpen?: (item: T) => void;
  /** What is below a row's cells. */
  below?: (item: T) => ReactNode;
  /** What stands where the list ends. */
  ending?: ReactNode;
}

const AHEAD = 8;

/** A table that asks for more as it is scrolled, and has only those rows in the page that can be seen. */
export function ScrollTable<T>(props: ScrollTableProps<T>) {
  const { items, keyOf, columns, template, query } = props;
  const scroller = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.rowHeight,
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: AHEAD,
    scrollPaddingStart: 33,
  });
  const seen = rows.getVirtualItems();
  useMore(query, (seen.at(-1)?.index ?? 0) >= items.length - AHEAD);
  const show = useCallback((index: number) => rows.scrollToIndex(index), [rows]);
  const { onOpen } = props;
  const open = onOpen
    ? (index: number) => {
        const item = items[index];
        if (item !== undefined) onOpen(item);
      }
    : undefined;
  const current = useListKeys(items.length, show, open);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label={props.label}>
      <div
        role="table"
        className={styles.table}
        aria-label={props.label}
        aria-rowcount={query.hasNextPage ? -1 : items.length + 1}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={cx(styles.grid, styles.headRow, template)}>
            {columns.map((column) => (
              <div
                key={column.name}
                role="columnheader"
                className={cx(styles.cell, column.end && styles.end)}
              >
                {column.heading ?? <span className="visually-hidden">{column.name}</span>}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: rows.getTotalSize() }}>
          {seen.map((row) => {
            const item = items[row.index] as T;
            const below = props.below?.(item);
            return (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className={cx(styles.row, row.index === current && styles.current)}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <div
                  role="row"
                  aria-rowindex={row.index + 2}
                  aria-current={row.index === current || undefined}
                  className={cx(styles.grid, template)}
                  style={{ minHeight: props.rowHeight - 1 }}
                >
                  {columns.map((column) => (
                    <div key={column.name} role="cell" className={cx(styles.cell, column.end && styles.end)}>
                      {column.cell(item)}
                    </div>
                  ))}
                </div>
                {below ? (
                  <div role="row">
                    <div role="cell" aria-colspan={columns.length}>
                      {below}
                    </div>
                  </div>
                ) : null}
              </div>
            );
          })}
        </div>
      </div>
      <Foot query={query} ending={props.ending} />
    </section>
  );
}

/** Asks for the next page when the end comes near. After a failure only the button does. */
function useMore(query: Endless, near: boolean): void {
  const wanted = near && query.hasNextPage && !query.isFetchingNextPage && !query.isFetchNextPageError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (wanted) void fetchNextPage();
  }, [wanted, fetchNextPage]);
}

function Foot({ query, ending }: { query: Endless; ending: ReactNode }) {
  if (query.isFetchNextPageError) {
    return (
      <div className={styles.foot} role="alert">
        The next ones could not be loaded.
        <Button onClick={() => void query.fetchNextPage()}>Try again</Button>
      </div>
    );
  }
  if (query.hasNextPage) {
    return (
      <div className={styles.foot}>
        {query.isFetchingNextPage ? <Loading label="Loading more">Loading more …</Loading> : null}
      </div>
    );
  }
  return ending ? <div className={styles.foot}>{ending}</div> : null;
}
