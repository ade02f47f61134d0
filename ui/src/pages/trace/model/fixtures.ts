/** Traces for the tests, made of few words. */

import type { LoadedTrace } from '../load/loaded';
import { buildColumns, factsOf } from './build';
import type { SpanColumns } from './columns';
import type { SpanOutline } from './types';

export const MS = 1_000_000;

/** The id of the n-th span. */
export function idOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}

export function span(number: number, parent: number | null, more: Partial<SpanOutline> = {}): SpanOutline {
  return {
    spanId: idOf(number),
    ...(parent === null ? {} : { parentSpanId: idOf(parent) }),
    name: `span ${number}`,
    kind: 'internal',
    serviceName: 'shop',
    startOffsetNano: number * MS,
    durationNano: 10 * MS,
    status: 'unset',
    ...more,
  };
}

/** Each span's parent by place; null for a root. */
export function spansOf(parents: readonly (number | null)[]): SpanOutline[] {
  return parents.map((parent, number) => span(number, parent));
}

export function columnsOf(parents: readonly (number | null)[]): SpanColumns {
  return buildColumns(spansOf(parents));
}

/** Numbers from 0 up to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Spans whose parents are anything: an earlier or later span, itself, one that is not there, or none. */
export function anySpans(count: number, seed: number): SpanOutline[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, number) => {
    const kind = next();
    const other = Math.floor(next() * count);
    const parent =
      kind < 0.05 ? null : kind < 0.1 ? count + number : kind < 0.8 ? Math.floor(next() * number) : other;
    const status = next() < 0.1 ? 'error' : 'unset';
    return span(number, parent, { status, durationNano: Math.floor(next() * 1000) * MS });
  });
}

/** A tree as an import of many rows has: each span with up to twenty children. */
export function largeSpans(count: number): SpanOutline[] {
  return Array.from({ length: count }, (_, number) =>
    span(number, number === 0 ? null : Math.floor((number - 1) / 20), {
      name: `step ${number % 17}`,
      status: number % 997 === 5 ? 'error' : 'unset',
    }),
  );
}

const START = Date.UTC(2026, 2, 25, 17, 30);

/** A trace as it comes from the worker; `answeredAt` is so long after its last span. */
export function traceOf(spans: readonly SpanOutline[], quietMs = 3_600_000): LoadedTrace {
  const columns = buildColumns(spans);
  const facts = factsOf(columns);
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    summary: {
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      name: spans[0]?.name ?? '',
      status: columns.errors[0] ? 'error' : 'ok',
      startTime: new Date(START).toISOString(),
      durationNano: facts.to - facts.from,
      serviceName: 'shop',
      spanCount: columns.count,
      errorCount: spans.filter((one) => one.status === 'error').length,
      services: facts.services.map((service) => service.name),
      providers: [],
      models: [],
      operations: [],
      environments: [],
      sessions: [],
      users: [],
      toolCalls: 0,
      inputTokens: null,
      outputTokens: null,
      cost: null,
    },
    startMillis: START,
    columns,
    facts,
    answeredAt: START + facts.to / MS + quietMs,
    took: 40,
  };
}
