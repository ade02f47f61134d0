/** The state of a waterfall: what is folded, which row is active, and where it should be scrolled to. */

import type { LoadedTrace } from '../load/loaded';
import { ERROR, findSpan, NO_PARENT, type SpanColumns, spanIdAt } from './columns';
import { Rows } from './rows';
import { failedSpans } from './search';
import { assignSeries, seriesByText } from './series';

/** Scrolls so that a row is seen: just so far, or to the middle when it was far away, or right at the top. */
export interface ScrollRequest {
  readonly row: number;
  readonly to: 'near' | 'top';
}

export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** All derived from one answer of the server. */
export interface Laid {
  readonly trace: LoadedTrace;
  readonly columns: SpanColumns;
  readonly series: ReadonlyMap<string, number>;
  /** By the places of `columns.texts`. */
  readonly seriesOfText: Uint8Array;
  readonly failed: Uint32Array;
}

export class TraceView {
  laid: Laid;
  rows: Rows;
  /** The active span, or -1. */
  active = -1;
  /** To be served once by whoever scrolls. */
  scroll: ScrollRequest | null = null;
  /** The rows in sight. */
  range: RowRange = { first: 0, last: -1 };

  private changes = 0;
  private readonly listeners = new Set<() => void>();
  private readonly rangeListeners = new Set<() => void>();

  constructor(trace: LoadedTrace) {
    this.laid = lay(trace);
    this.rows = new Rows(this.laid.columns);
    if (this.rows.count > 0) this.active = 0;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another number after each change. */
  version = (): number => this.changes;

  subscribeRange = (listener: () => void): (() => void) => {
    this.rangeListeners.add(listener);
    return () => this.rangeListeners.delete(listener);
  };

  getRange = (): RowRange => this.range;

  setRange(first: number, last: number): void {
    if (this.range.first === first && this.range.last === last) return;
    this.range = { first, last };
    for (const listener of this.rangeListeners) listener();
  }

  /** Takes a newer answer for the same trace; what is folded, active and in sight stays so. Tells what came. */
  grow(trace: LoadedTrace): { count: number; firstId: string | null } {
    if (trace === this.laid.trace) return { count: 0, firstId: null };
    const before = this.laid.columns;
    const kept = (span: number) => (span < 0 ? -1 : findSpan(next.columns, spanIdAt(before, span)));
    const next = lay(trace);
    const rows = new Rows(next.columns);
    rows.showErrorsOnly(this.rows.errorsOnly);
    rows.foldThese(this.rows.foldedSpans().map(kept));
    const top = kept(this.rows.at(this.range.first));
    this.active = kept(this.active);
    if (this.active < 0 && next.columns.count > 0) this.active = 0;
    this.laid = next;
    this.rows = rows;
    if (this.range.first > 0 && top >= 0) this.scroll = { row: rows.nearest(top), to: 'top' };
    this.changed();
    return { count: Math.max(0, next.columns.count - before.count), firstId: firstNew(before, next.columns) };
  }

  fold(span: number, folded: boolean): void {
    this.rows.fold(span, folded);
    this.keepActive();
    this.changed();
  }

  toggle(span: number): void {
    this.fold(span, !this.rows.isFolded(span));
  }

  toDepth(depth: number): void {
    this.rows.toDepth(depth);
    this.keepActive();
    this.scrollToActive();
    this.changed();
  }

  showErrorsOnly(only: boolean): void {
    if (this.rows.errorsOnly === only) return;
    this.rows.showErrorsOnly(only);
    this.keepActive();
    this.scrollToActive();
    this.changed();
  }

  activate(span: number): void {
    if (span < 0 || span === this.active) return;
    this.active = span;
    this.changed();
  }

  /** Opens what is above the span, makes it the active one and scrolls to it. */
  goTo(span: number): void {
    if (span < 0 || span >= this.laid.columns.count) return;
    this.rows.reveal(span);
    this.active = span;
    this.scrollToActive();
    this.changed();
  }

  /** Moves over so many rows. */
  move(by: number): void {
    const row = this.rows.nearest(this.active) + by;
    this.moveTo(Math.min(this.rows.count - 1, Math.max(0, row)));
  }

  moveTo(row: number): void {
    const span = this.rows.at(row);
    if (span < 0) return;
    this.active = span;
    this.scrollToActive();
    this.changed();
  }

  /** Opens the active span, or goes to its first child. */
  right(): void {
    if (!this.rows.canFold(this.active)) return;
    if (this.rows.isFolded(this.active)) this.fold(this.active, false);
    else this.move(1);
  }

  /** Folds the active span, or goes to its parent. */
  left(): void {
    const parent = this.laid.columns.parent[this.active] ?? NO_PARENT;
    if (this.rows.canFold(this.active) && !this.rows.isFolded(this.active)) this.fold(this.active, true);
    else if (parent !== NO_PARENT) this.goTo(parent);
  }

  isFailed(span: number): boolean {
    return this.laid.columns.status[span] === ERROR;
  }

  private keepActive(): void {
    if (this.rows.of(this.active) < 0)
      this.active = this.rows.at(Math.max(0, this.rows.nearest(this.active)));
  }

  private scrollToActive(): void {
    const row = this.rows.of(this.active);
    if (row >= 0) this.scroll = { row, to: 'near' };
  }

  private changed(): void {
    this.changes++;
    for (const listener of this.listeners) listener();
  }
}

/** The id of the first span, in the order of the tree, that was not there before. */
function firstNew(before: SpanColumns, after: SpanColumns): string | null {
  for (let span = 0; span < after.count; span++) {
    const id = spanIdAt(after, span);
    if (findSpan(before, id) < 0) return id;
  }
  return null;
}

function lay(trace: LoadedTrace): Laid {
  const series = assignSeries(trace.facts.services);
  return {
    trace,
    columns: trace.columns,
    series,
    seriesOfText: seriesByText(trace.columns, series),
    failed: failedSpans(trace.columns),
  };
}
