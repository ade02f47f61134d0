/** Which spans have a row: all but those under a collapsed one. Rows are places of spans, ascending. */

import { NO_PARENT, type SpanColumns } from './columns';

export class Rows {
  private readonly places: Uint32Array;
  /** 1 where what is under the span is hidden. */
  private readonly folded: Uint8Array;
  private onlyErrors = false;
  private shown = 0;

  constructor(readonly columns: SpanColumns) {
    this.places = new Uint32Array(columns.count);
    this.folded = new Uint8Array(columns.count);
    this.lay();
  }

  get count(): number {
    return this.shown;
  }

  get errorsOnly(): boolean {
    return this.onlyErrors;
  }

  /** The span of a row, or -1. */
  at(row: number): number {
    return row >= 0 && row < this.shown ? (this.places[row] as number) : -1;
  }

  /** The row of a span, or -1 while it is hidden. */
  of(span: number): number {
    const row = this.atOrBefore(span);
    return row >= 0 && this.places[row] === span ? row : -1;
  }

  /** The row of a span or, while that is hidden, of the nearest span above it that is shown; -1 when none is. */
  nearest(span: number): number {
    for (let at = span; at !== NO_PARENT; at = this.columns.parent[at] as number) {
      const row = this.of(at);
      if (row >= 0) return row;
    }
    return this.atOrBefore(span);
  }

  isFolded(span: number): boolean {
    return this.folded[span] === 1;
  }

  /** Whether the span has anything under it that folding would hide. */
  canFold(span: number): boolean {
    if (!this.onlyErrors) return (this.columns.children[span] ?? 0) > 0;
    return this.columns.children[span] !== 0 && this.errorsUnder(span) > 0;
  }

  fold(span: number, folded: boolean): void {
    if (!this.canFold(span) || this.isFolded(span) === folded) return;
    this.folded[span] = folded ? 1 : 0;
    this.lay();
  }

  foldAll(folded: boolean): void {
    this.toDepth(folded ? 0 : Number.POSITIVE_INFINITY);
  }

  /** Opens what is above `depth`, and folds what is at it or below. 0 leaves the roots. */
  toDepth(depth: number): void {
    const { columns, folded } = this;
    for (let span = 0; span < columns.count; span++) {
      folded[span] = (columns.depth[span] as number) >= depth && columns.children[span] !== 0 ? 1 : 0;
    }
    this.lay();
  }

  showErrorsOnly(only: boolean): void {
    if (this.onlyErrors === only) return;
    this.onlyErrors = only;
    this.lay();
  }

  /** Opens all above the span, so that it has a row. */
  reveal(span: number): void {
    if (this.of(span) >= 0) return;
    if (this.onlyErrors && this.columns.errors[span] === 0) this.onlyErrors = false;
    for (
      let at = this.columns.parent[span] as number;
      at !== NO_PARENT;
      at = this.columns.parent[at] as number
    ) {
      this.folded[at] = 0;
    }
    this.lay();
  }

  /** The folded spans. */
  foldedSpans(): number[] {
    const found: number[] = [];
    for (let span = this.folded.indexOf(1); span >= 0; span = this.folded.indexOf(1, span + 1))
      found.push(span);
    return found;
  }

  foldThese(spans: readonly number[]): void {
    for (const span of spans) if ((this.columns.children[span] ?? 0) > 0) this.folded[span] = 1;
    this.lay();
  }

  private errorsUnder(span: number): number {
    return (this.columns.errors[span] as number) - (this.columns.status[span] === 2 ? 1 : 0);
  }

  /** Goes over what is shown alone: a hidden subtree is one step. */
  private lay(): void {
    const { places, folded, onlyErrors } = this;
    const { count, end, errors } = this.columns;
    let shown = 0;
    let span = 0;
    while (span < count) {
      if (onlyErrors && errors[span] === 0) {
        span = end[span] as number;
        continue;
      }
      places[shown++] = span;
      span = folded[span] === 1 ? (end[span] as number) : span + 1;
    }
    this.shown = shown;
  }

  /** The last row whose span is not after this one, or -1. */
  private atOrBefore(span: number): number {
    let from = 0;
    let to = this.shown;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.places[middle] as number) <= span) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }
}
