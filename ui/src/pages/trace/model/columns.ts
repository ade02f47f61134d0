/**
 * A trace as columns: typed arrays with one value per span, the spans in the order of the tree (a parent, then all that
 * is under it). A hundred thousand spans are a few megabytes, go from a worker to the page without being copied, and a
 * subtree is a range: span `i` and what is under it are `i` up to, not including, `end[i]`.
 */

/** Nothing said, where a number may be missing. */
export const NOTHING = Number.NaN;
/** The parent of a root. */
export const NO_PARENT = -1;

export const UNSET = 0;
export const OK = 1;
export const ERROR = 2;

/** It names a parent that is not among the spans. */
export const ORPHAN = 1;
/** It is its own ancestor, as the spans have it; it is shown as a root. */
export const CYCLE = 2;
/** It starts before its parent does, by more than clocks on one machine differ. */
export const EARLY = 4;

export interface SpanColumns {
  readonly count: number;
  /** The 16 hexadecimal digits of the span id, as two halves. */
  readonly idHigh: Uint32Array;
  readonly idLow: Uint32Array;
  /** Spans by ascending id, for looking one up. */
  readonly byId: Uint32Array;

  readonly parent: Int32Array;
  readonly end: Uint32Array;
  /** 0 for a root. */
  readonly depth: Uint32Array;
  /** Direct children. */
  readonly children: Uint32Array;
  /** Its place among its siblings, from 1, and how many these are. */
  readonly position: Uint32Array;
  readonly siblings: Uint32Array;
  readonly odd: Uint8Array;

  /** Nanoseconds since the start of the trace; a skewed clock makes it negative. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** Nanoseconds from the span's start to the first piece of the answer, or NOTHING. */
  readonly firstToken: Float64Array;

  readonly status: Uint8Array;
  /** Failed spans among this one and all under it. */
  readonly errors: Uint32Array;

  /** Places in `texts`; 0 where the span says nothing. */
  readonly name: Uint32Array;
  readonly service: Uint32Array;
  readonly kind: Uint32Array;
  readonly operation: Uint32Array;
  readonly provider: Uint32Array;
  readonly model: Uint32Array;
  /** Every text once; the first is empty. */
  readonly texts: readonly string[];

  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
  /** US dollars. */
  readonly cost: Float64Array;
  readonly toolCalls: Uint32Array;
  readonly events: Uint32Array;
  readonly links: Uint32Array;
}

/** What all spans together say. */
export interface SpanFacts {
  /** Nanoseconds since the start of the trace: the earliest start and the latest end. */
  readonly from: number;
  readonly to: number;
  readonly roots: number;
  readonly orphans: number;
  readonly cycles: number;
  readonly early: number;
  readonly maxDepth: number;
  readonly hasTokens: boolean;
  readonly hasCost: boolean;
  /** Most spans first. */
  readonly services: readonly { readonly name: string; readonly count: number }[];
}

/** The memory that a worker gives away with the columns. */
export function buffersOf(columns: SpanColumns): ArrayBufferLike[] {
  return Object.values(columns)
    .filter((value: unknown) => ArrayBuffer.isView(value))
    .map((view: ArrayBufferView) => view.buffer);
}

export function spanIdAt(columns: SpanColumns, span: number): string {
  return hex(columns.idHigh[span] ?? 0) + hex(columns.idLow[span] ?? 0);
}

/** Where the span is, or -1. */
export function findSpan(columns: SpanColumns, spanId: string): number {
  if (!/^[0-9a-f]{16}$/i.test(spanId)) return -1;
  const high = Number.parseInt(spanId.slice(0, 8), 16);
  const low = Number.parseInt(spanId.slice(8), 16);
  let from = 0;
  let to = columns.count;
  while (from < to) {
    const middle = (from + to) >> 1;
    const span = columns.byId[middle] as number;
    const order = (columns.idHigh[span] as number) - high || (columns.idLow[span] as number) - low;
    if (order === 0) return span;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return -1;
}

export function textAt(columns: SpanColumns, column: Uint32Array, span: number): string {
  return columns.texts[column[span] ?? 0] ?? '';
}

/** The number, or null where the span says nothing. */
export function numberAt(column: Float64Array, span: number): number | null {
  const value = column[span] ?? NOTHING;
  return Number.isNaN(value) ? null : value;
}

export function endOf(columns: SpanColumns, span: number): number {
  return (columns.start[span] ?? 0) + (columns.duration[span] ?? 0);
}

/** The spans above this one, the nearest first. */
export function ancestorsOf(columns: SpanColumns, span: number): number[] {
  const found: number[] = [];
  let at = columns.parent[span] ?? NO_PARENT;
  while (at !== NO_PARENT) {
    found.push(at);
    at = columns.parent[at] ?? NO_PARENT;
  }
  return found;
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0');
}
