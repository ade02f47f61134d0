import { useNavigate, useRouter } from '@tanstack/react-router';
import type { Table } from '@tanstack/react-table';
import { ArrowUp } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { Trace } from '@/api/traces';
import { Button, useShortcuts } from '@/design';
import { cx } from '@/lib/css';
import { formatCount, plural } from '@/lib/format';
import { useNarrow } from '@/lib/use-media';
import { keepPlace, placeAt, useHistoryKey } from './list/place';
import type { TraceList as List } from './list/use-trace-list';
import { useVirtualRows } from './list/use-virtual-rows';
import { TraceCard } from './table/card';
import { SkeletonRows } from './table/skeleton';
import { ROW_HEIGHT, TraceTable } from './table/trace-table';
import { useRoving } from './table/use-roving';
import styles from './trace-list.module.css';

const CARD_HEIGHT = 58;
const HEADER_HEIGHT = 30;
/** More is asked for so many rows before the end. */
const AHEAD = 40;

interface TraceListProps {
  projectId: string;
  list: List;
  table: Table<Trace>;
  /** What scrolls: the part below the filters, or on a phone the whole page. */
  scroller: HTMLElement;
  /** What is shown below the last row. */
  end: ReactNode;
}

/** The rows. Endless, of equal height, walked through with j and k. */
export function TraceList({ projectId, list, table, scroller, end }: TraceListProps) {
  const narrow = useNarrow();
  const { rows, hasMore, loadingMore, moreError, loadMore } = list;
  const rowsElement = useRef<HTMLDivElement & HTMLUListElement>(null);
  const historyKey = useHistoryKey();
  const show = useRef<(index: number) => void>(() => {});
  const roving = useRoving({
    rows,
    initial: placeAt(historyKey)?.activeId ?? null,
    container: rowsElement,
    show: (index) => show.current(index),
  });
  const { virtualizer, margin } = useVirtualRows({
    rows,
    rowHeight: narrow ? CARD_HEIGHT : ROW_HEIGHT,
    scroller: useCallback(() => scroller, [scroller]),
    list: rowsElement,
    keep: roving.activeIndex,
    covered: narrow ? 0 : HEADER_HEIGHT,
    initialTop: placeAt(historyKey)?.top ?? 0,
  });
  show.current = (index) => virtualizer.scrollToIndex(index, { align: 'auto' });
  usePlace(scroller, historyKey, roving.activeId);
  useFocusAgain(roving);
  useRowKeys(projectId, roving);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && !moreError && last >= rows.length - AHEAD) loadMore();
  }, [hasMore, loadingMore, moreError, loadMore, last, rows.length]);

  useTop(scroller, list);
  const toTop = () => {
    scroller.scrollTo({ top: 0 });
    list.showWaiting();
  };
  const reachableId = roving.activeIndex >= 0 ? roving.activeId : (rows[0]?.traceId ?? null);
  const height = virtualizer.getTotalSize();
  const common = { items, height, margin, activeId: roving.activeId, reachableId, fresh: list.fresh };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears which of the rows' links has the focus.
    <div
      className={cx(styles.list, list.old && 'outgoing')}
      aria-busy={list.old || undefined}
      onFocus={(event) => {
        const row = event.target.closest<HTMLElement>('[data-trace]');
        if (row?.dataset.trace) roving.setActive(row.dataset.trace);
      }}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by === undefined || !(event.target as Element).closest('[data-trace]')) return;
        event.preventDefault();
        roving.move(by);
      }}
    >
      {list.waiting.count > 0 ? <NewRows waiting={list.waiting} onShow={toTop} /> : null}
      {narrow ? (
        <ul ref={rowsElement} className={styles.cards} style={{ height }} aria-label="Traces">
          {items.map((item) => {
            const trace = rows[item.index];
            return trace ? (
              <TraceCard
                key={trace.traceId}
                trace={trace}
                top={item.start - margin}
                active={trace.traceId === roving.activeId}
                reachable={trace.traceId === reachableId}
                fresh={list.fresh.has(trace.traceId)}
              />
            ) : null;
          })}
        </ul>
      ) : (
        <TraceTable {...common} list={rowsElement} table={table} hasMore={hasMore} />
      )}
      {hasMore && !moreError ? <SkeletonRows count={3} label="Loading more traces" /> : null}
      <div className={styles.end}>
        {moreError ? (
          <>
            <p role="alert">The next traces could not be loaded.</p>
            <Button onClick={loadMore}>Try again</Button>
          </>
        ) : hasMore ? null : (
          end
        )}
      </div>
    </div>
  );
}

interface NewRowsProps {
  waiting: List['waiting'];
  onShow: () => void;
}

/** New traces do not move what is being read: they wait behind this. */
function NewRows({ waiting, onShow }: NewRowsProps) {
  const count = `${formatCount(waiting.count)}${waiting.more ? '+' : ''}`;
  return (
    <div className={styles.pillPlace} role="status">
      <button type="button" className={styles.pill} onClick={onShow}>
        <ArrowUp aria-hidden="true" />
        {count} new
        <span className="visually-hidden"> {plural(waiting.count, 'trace')}, show them</span>
      </button>
    </div>
  );
}

/**
 * Keeps where the person is. Goes there again where the history does, and where the list is seen again after the next
 * page was waited for: what is hidden forgets how far it was scrolled.
 */
function usePlace(element: HTMLElement, key: string, activeId: string | null): void {
  useLayoutEffect(() => {
    element.scrollTop = placeAt(key)?.top ?? 0;
    const keep = () => keepPlace(key, { top: element.scrollTop });
    element.addEventListener('scroll', keep, { passive: true });
    return () => element.removeEventListener('scroll', keep);
  }, [element, key]);
  useEffect(() => {
    if (activeId !== null) keepPlace(key, { activeId });
  }, [key, activeId]);
}

/** Who comes back from a trace has its row in focus again, where a new page would be. */
function useFocusAgain({ link }: ReturnType<typeof useRoving>): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged }) => {
        if (pathChanged) link()?.focus({ preventScroll: true });
      }),
    [router, link],
  );
}

/** Who scrolls up to the newest sees what has come meanwhile. */
function useTop(element: HTMLElement, { waiting, showWaiting }: List): void {
  useEffect(() => {
    if (waiting.count === 0) return undefined;
    const scrolled = () => {
      if (element.scrollTop === 0) showWaiting();
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => element.removeEventListener('scroll', scrolled);
  });
}

function useRowKeys(projectId: string, roving: ReturnType<typeof useRoving>): void {
  const navigate = useNavigate();
  const open = () => {
    if (roving.activeId === null) return roving.moveTo(0);
    const params = { projectId, traceId: roving.activeId };
    return void navigate({ to: '/projects/$projectId/traces/$traceId', params });
  };
  const openTab = () => {
    const link = roving.link();
    if (link) window.open(link.href, '_blank', 'noopener');
  };
  const group = 'Traces';
  useShortcuts([
    { keys: 'j', label: 'Next trace', group, run: () => roving.move(1) },
    { keys: 'k', label: 'Trace before', group, run: () => roving.move(-1) },
    { keys: 'Enter', label: 'Open the trace', group, run: open },
    { keys: 'o', label: 'Open it in a new tab', group, run: openTab },
    { keys: 'g g', label: 'To the newest', group, run: () => roving.moveTo(0) },
  ]);
}
