/** The outline of a trace, as the API answers it, made into columns. Runs in a worker. */

import {
  CYCLE,
  EARLY,
  ERROR,
  NO_PARENT,
  NOTHING,
  OK,
  ORPHAN,
  type SpanColumns,
  type SpanFacts,
  UNSET,
} from './columns';
import { treeOf } from './tree';
import type { SpanOutline } from './types';

/** Nanoseconds by which a span may start before its parent, and nobody need hear of it. */
const TOLERATED_SKEW = 1_000_000;

export function buildColumns(outline: readonly SpanOutline[]): SpanColumns {
  const spans = byStart(outline);
  const tree = treeOf(spans);
  const columns = { ...emptyColumns(spans.length), ...textColumns(spans, tree.order) };
  const places = new Uint32Array(spans.length);
  tree.order.forEach((index, place) => {
    places[index] = place;
    columns.odd[place] = tree.odd[index] as number;
    const above = tree.parent[index] as number;
    // A parent is placed before its children.
    columns.parent[place] = above === NO_PARENT ? NO_PARENT : (places[above] as number);
    fill(columns, place, spans[index] as SpanOutline);
  });
  measureTree(columns);
  columns.byId.sort(
    (a, b) =>
      (columns.idHigh[a] as number) - (columns.idHigh[b] as number) ||
      (columns.idLow[a] as number) - (columns.idLow[b] as number) ||
      a - b,
  );
  return columns;
}

export function factsOf(columns: SpanColumns): SpanFacts {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let [roots, orphans, cycles, early, maxDepth] = [0, 0, 0, 0, 0];
  let [hasTokens, hasCost] = [false, false];
  const services = new Map<number, number>();
  for (let span = 0; span < columns.count; span++) {
    const start = columns.start[span] as number;
    from = Math.min(from, start);
    to = Math.max(to, start + (columns.duration[span] as number));
    maxDepth = Math.max(maxDepth, columns.depth[span] as number);
    const odd = columns.odd[span] as number;
    if (columns.parent[span] === NO_PARENT) roots++;
    if (odd & ORPHAN) orphans++;
    if (odd & CYCLE) cycles++;
    if (odd & EARLY) early++;
    hasTokens ||= !Number.isNaN(columns.inputTokens[span]) || !Number.isNaN(columns.outputTokens[span]);
    hasCost ||= !Number.isNaN(columns.cost[span]);
    const service = columns.service[span] as number;
    services.set(service, (services.get(service) ?? 0) + 1);
  }
  return {
    ...(columns.count === 0 ? { from: 0, to: 0 } : { from, to }),
    ...{ roots, orphans, cycles, early, maxDepth, hasTokens, hasCost },
    services: [...services]
      .map(([text, count]) => ({ name: columns.texts[text] ?? '', count }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
  };
}

/** The API answers by ascending start; what came otherwise is put in order. */
function byStart(spans: readonly SpanOutline[]): readonly SpanOutline[] {
  const ordered = spans.every((span, at) => at === 0 || order(spans[at - 1] as SpanOutline, span) <= 0);
  return ordered ? spans : [...spans].sort(order);
}

function order(a: SpanOutline, b: SpanOutline): number {
  return a.startOffsetNano - b.startOffsetNano;
}

type TextColumn = 'name' | 'service' | 'kind' | 'operation' | 'provider' | 'model';
type Filling = Omit<SpanColumns, TextColumn | 'texts'>;

function emptyColumns(count: number): Filling {
  const whole = () => new Uint32Array(count);
  const numbers = () => new Float64Array(count).fill(NOTHING);
  return {
    count,
    idHigh: whole(),
    idLow: whole(),
    byId: whole().map((_, index) => index),
    parent: new Int32Array(count),
    end: whole(),
    depth: whole(),
    children: whole(),
    position: whole(),
    siblings: whole(),
    odd: new Uint8Array(count),
    start: new Float64Array(count),
    duration: new Float64Array(count),
    firstToken: numbers(),
    status: new Uint8Array(count),
    errors: whole(),
    inputTokens: numbers(),
    outputTokens: numbers(),
    cost: numbers(),
    toolCalls: whole(),
    events: whole(),
    links: whole(),
  };
}

const STATUSES: Readonly<Record<string, number>> = { unset: UNSET, ok: OK, error: ERROR };

function fill(columns: Filling, place: number, span: SpanOutline): void {
  columns.idHigh[place] = Number.parseInt(span.spanId.slice(0, 8), 16);
  columns.idLow[place] = Number.parseInt(span.spanId.slice(8), 16);
  columns.start[place] = span.startOffsetNano;
  columns.duration[place] = span.durationNano;
  columns.status[place] = STATUSES[span.status] ?? UNSET;
  columns.errors[place] = columns.status[place] === ERROR ? 1 : 0;
  const first = span.timeToFirstChunkSeconds;
  if (first != null) columns.firstToken[place] = first * 1e9;
  if (span.inputTokens != null) columns.inputTokens[place] = span.inputTokens;
  if (span.outputTokens != null) columns.outputTokens[place] = span.outputTokens;
  if (span.cost != null) columns.cost[place] = span.cost;
  columns.toolCalls[place] = span.toolCalls ?? 0;
  columns.events[place] = span.eventCount ?? 0;
  columns.links[place] = span.linkCount ?? 0;
}

function textColumns(
  spans: readonly SpanOutline[],
  order: Uint32Array,
): Pick<SpanColumns, TextColumn | 'texts'> {
  const texts = [''];
  const places = new Map([['', 0]]);
  const placeOf = (text: string | null | undefined): number => {
    if (!text) return 0;
    let place = places.get(text);
    if (place === undefined) {
      place = texts.push(text) - 1;
      places.set(text, place);
    }
    return place;
  };
  const column = (of: (span: SpanOutline) => string | null | undefined) =>
    order.map((index) => placeOf(of(spans[index] as SpanOutline)));
  return {
    name: column((span) => span.name),
    service: column((span) => span.serviceName),
    kind: column((span) => span.kind),
    operation: column((span) => span.operation),
    provider: column((span) => span.provider),
    model: column((span) => span.model),
    texts,
  };
}

/** Depths, ends, errors and places among siblings. A parent is always before its children. */
function measureTree(columns: Filling): void {
  const { count, parent, end, depth, children, position, siblings, errors, odd, start } = columns;
  let roots = 0;
  for (let span = 0; span < count; span++) {
    end[span] = span + 1;
    const above = parent[span] as number;
    if (above === NO_PARENT) {
      position[span] = ++roots;
      continue;
    }
    depth[span] = (depth[above] as number) + 1;
    children[above] = (children[above] as number) + 1;
    position[span] = children[above] as number;
    const lead = (start[above] as number) - (start[span] as number);
    if (lead > TOLERATED_SKEW) odd[span] = (odd[span] as number) | EARLY;
  }
  for (let span = count - 1; span >= 0; span--) {
    const above = parent[span] as number;
    siblings[span] = above === NO_PARENT ? roots : (children[above] as number);
    if (above === NO_PARENT) continue;
    end[above] = Math.max(end[above] as number, end[span] as number);
    errors[above] = (errors[above] as number) + (errors[span] as number);
  }
}
