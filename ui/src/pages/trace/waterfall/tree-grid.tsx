import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
} from 'react';
import { cx } from '@/lib/css';
import { type Stretch, ticksOf } from '../model/axis';
import { ticksFor } from '../model/labels';
import type { Matches } from '../model/search';
import { countWithin } from '../model/search';
import type { TraceView } from '../model/view';
import { GridHead } from './grid-head';
import { actOn } from './grid-keys';
import { GridLines } from './grid-lines';
import { Row, rowId } from './row';
import styles from './tree-grid.module.css';
import { useWheelZoom } from './use-wheel-zoom';
import { useWidth } from './use-width';

export const ROW_HEIGHT = 28;
export const HEAD_HEIGHT = 28;
const OVERSCAN = 12;

interface TreeGridProps {
  view: TraceView;
  /** Another one whenever the view changed. */
  version: number;
  stretch: Stretch;
  bounds: Stretch;
  matches: Matches | null;
  /** The span whose panel is open, or -1. */
  openSpan: number;
  nameWidth: number;
  onNameWidth: (width: number) => void;
  grid: RefObject<HTMLDivElement | null>;
  onOpen: (span: number) => void;
  onMoved: () => void;
  onStretch: (stretch: Stretch) => void;
}

/**
 * The spans as a tree beside a time axis: an ARIA treegrid. Only rows in sight are in the document, so the roles are on
 * plain elements rather than on a table; the grid itself has the focus, and tells which row is active.
 */
export function TreeGrid(props: TreeGridProps) {
  const { view, grid, stretch, matches } = props;
  const { rows, laid } = view;
  const axis = useRef<HTMLDivElement>(null);
  const axisWidth = useWidth(axis);
  const ticks = ticksOf(stretch, ticksFor(axisWidth));
  const activeRow = rows.of(view.active);
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), activeRow),
      [activeRow],
    ),
  });
  useScrollRequests(view, props.version, grid);
  useRange(view, virtual.range);
  useWheelZoom(grid, stretch, props.bounds, props.onStretch);
  const press = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    const span = spanOf(target);
    if (span < 0) return;
    view.activate(span);
    if (target?.closest('[data-toggle]')) view.toggle(span);
    else props.onOpen(span);
  };
  const heard = (event: KeyboardEvent) => {
    const element = grid.current;
    if (element === null || event.target !== element) return;
    const rowsInSight = Math.floor((element.clientHeight - HEAD_HEIGHT) / ROW_HEIGHT);
    const done = actOn(event, view, rowsInSight);
    if (done === null) return;
    event.preventDefault();
    if (done === 'open') props.onOpen(view.active);
    else props.onMoved();
  };
  const { facts } = laid.trace;
  return (
    <div
      ref={grid}
      role="treegrid"
      tabIndex={0}
      aria-label="Spans"
      aria-rowcount={rows.count + 1}
      aria-activedescendant={activeRow < 0 ? undefined : rowId(view.active)}
      className={cx(styles.grid, facts.hasTokens && styles.hasTokens, facts.hasCost && styles.hasCost)}
      style={{ '--name': `${props.nameWidth}px` } as CSSProperties}
      onClick={press}
      onKeyDown={heard}
    >
      <GridHead
        ticks={ticks}
        axis={axis}
        width={axisWidth}
        nameWidth={props.nameWidth}
        onNameWidth={props.onNameWidth}
      />
      <GridLines ticks={ticks} />
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const span = rows.at(item.index);
          const open = rows.canFold(span) ? !rows.isFolded(span) : undefined;
          const end = laid.columns.end[span] ?? 0;
          return (
            <Row
              key={span}
              laid={laid}
              span={span}
              row={item.index}
              top={item.start}
              stretch={stretch}
              open={open}
              active={span === view.active}
              selected={span === props.openSpan}
              matches={matches?.marks[span] === 1}
              hiddenMatches={open === false && matches ? countWithin(matches.spans, span + 1, end) : 0}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The rows in sight, and the active one wherever it is: what has the focus must be in the document. */
function withRow(rows: number[], row: number): number[] {
  if (row < 0 || rows.includes(row)) return rows;
  return [...rows, row].sort((a, b) => a - b);
}

function spanOf(target: Element | null): number {
  const row = target?.closest<HTMLElement>('[data-span]');
  return row ? Number(row.dataset.span) : -1;
}

function useScrollRequests(view: TraceView, version: number, grid: RefObject<HTMLDivElement | null>): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that there may be a request.
  useLayoutEffect(() => {
    const element = grid.current;
    const asked = view.scroll;
    if (element === null || asked === null) return;
    view.scroll = null;
    const top = asked.row * ROW_HEIGHT;
    const room = element.clientHeight - HEAD_HEIGHT;
    if (asked.to === 'top') {
      element.scrollTop = top + (element.scrollTop % ROW_HEIGHT);
      return;
    }
    const above = element.scrollTop - top;
    const below = top + ROW_HEIGHT - (element.scrollTop + room);
    if (above <= 0 && below <= 0) return;
    const isFar = Math.max(above, below) > 3 * ROW_HEIGHT;
    element.scrollTop = isFar ? top - room / 2 + ROW_HEIGHT / 2 : above > 0 ? top : top + ROW_HEIGHT - room;
  }, [view, version, grid]);
}

/** Tells the view which rows are in sight, for the minimap. */
function useRange(view: TraceView, range: { startIndex: number; endIndex: number } | null): void {
  const first = range?.startIndex ?? 0;
  const last = range?.endIndex ?? -1;
  useLayoutEffect(() => view.setRange(first, last), [view, first, last]);
}
