/** What the outline says of one span, for whoever shows it by itself. */

import {
  ERROR,
  findSpan,
  NO_PARENT,
  numberAt,
  OK,
  ORPHAN,
  type SpanColumns,
  spanIdAt,
  textAt,
} from './columns';

export interface SpanLine {
  readonly spanId: string;
  readonly name: string;
  readonly serviceName: string;
  readonly kind: string;
  readonly status: 'unset' | 'ok' | 'error';
  /** Empty where the span says nothing, as all texts here. */
  readonly operation: string;
  readonly provider: string;
  readonly model: string;
  readonly startOffsetNano: number;
  readonly durationNano: number;
  readonly firstTokenNano: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: number | null;
  /** Null for a root, and where the parent is not among the spans. */
  readonly parentSpanId: string | null;
  readonly hasMissingParent: boolean;
  readonly childCount: number;
}

/** The spans around one that is shown: to tell which ids lead somewhere, and by what name. */
export interface SpanLookup {
  /** Null for a span that is not in the trace. */
  find(spanId: string): SpanLine | null;
  /** In the order of the waterfall, at most `most`. */
  childrenOf(spanId: string, most: number): SpanLine[];
}

export function lineOf(columns: SpanColumns, span: number): SpanLine {
  const parent = columns.parent[span] ?? NO_PARENT;
  const status = columns.status[span];
  return {
    spanId: spanIdAt(columns, span),
    name: textAt(columns, columns.name, span),
    serviceName: textAt(columns, columns.service, span),
    kind: textAt(columns, columns.kind, span),
    status: status === ERROR ? 'error' : status === OK ? 'ok' : 'unset',
    operation: textAt(columns, columns.operation, span),
    provider: textAt(columns, columns.provider, span),
    model: textAt(columns, columns.model, span),
    startOffsetNano: columns.start[span] ?? 0,
    durationNano: columns.duration[span] ?? 0,
    firstTokenNano: numberAt(columns.firstToken, span),
    inputTokens: numberAt(columns.inputTokens, span),
    outputTokens: numberAt(columns.outputTokens, span),
    cost: numberAt(columns.cost, span),
    parentSpanId: parent === NO_PARENT ? null : spanIdAt(columns, parent),
    hasMissingParent: ((columns.odd[span] ?? 0) & ORPHAN) !== 0,
    childCount: columns.children[span] ?? 0,
  };
}

export function lookupOf(columns: SpanColumns): SpanLookup {
  return {
    find(spanId) {
      const span = findSpan(columns, spanId);
      return span < 0 ? null : lineOf(columns, span);
    },
    childrenOf(spanId, most) {
      const span = findSpan(columns, spanId);
      const found: SpanLine[] = [];
      if (span < 0) return found;
      const end = columns.end[span] ?? 0;
      for (let child = span + 1; child < end && found.length < most; child = columns.end[child] ?? end) {
        found.push(lineOf(columns, child));
      }
      return found;
    },
  };
}
