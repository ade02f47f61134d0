/** The pages of the list as they are kept, and how what came since is put among them. */

import { type InfiniteData, replaceEqualDeep } from '@tanstack/react-query';
import type { Trace, TracePage } from '@/api/traces';

export type TracePages = InfiniteData<TracePage, unknown>;

/** The newest traces, asked for anew. */
export interface Head {
  traces: Trace[];
  /** Goes on after the last of them. */
  nextCursor: string | null;
  /** Whether they reach down to a trace that was known, so that none is missing between. */
  reaches: boolean;
}

/** All rows, each trace once. A trace may be on two pages when spans of an earlier time came between the answers. */
export function rowsOf(data: TracePages | undefined): Trace[] {
  const rows = new Map<string, Trace>();
  for (const page of data?.pages ?? []) {
    for (const trace of page.items) if (!rows.has(trace.traceId)) rows.set(trace.traceId, trace);
  }
  return [...rows.values()];
}

export function idsOf(data: TracePages | undefined): Set<string> {
  return new Set(data?.pages.flatMap((page) => page.items.map((trace) => trace.traceId)));
}

/** Those of `traces` that are on no page yet. */
export function unknownOf(data: TracePages, traces: readonly Trace[]): Trace[] {
  const known = idsOf(data);
  return traces.filter((trace) => !known.has(trace.traceId));
}

/** The same pages with what is newly told of traces that they hold; the very same where nothing is. */
export function update(data: TracePages, traces: readonly Trace[]): TracePages {
  const told = new Map(traces.map((trace) => [trace.traceId, trace]));
  return replaceEqualDeep(data, {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((trace) => told.get(trace.traceId) ?? trace),
    })),
  });
}

/** The pages with these traces among those of the first, newest first. */
export function insert(data: TracePages, traces: readonly Trace[]): TracePages {
  const updated = update(data, traces);
  const added = unknownOf(updated, traces);
  const [first, ...others] = updated.pages;
  if (!first || added.length === 0) return updated;
  return {
    ...updated,
    pages: [{ ...first, items: [...first.items, ...added].sort(newestFirst) }, ...others],
  };
}

/** The list begun anew with these. */
export function restart(head: Head, limit: number): TracePages {
  return {
    pages: [{ items: head.traces, pagination: { nextCursor: head.nextCursor, limit } }],
    pageParams: [null],
  };
}

/** Fewer rows to keep: whole pages are left off at the end, and can be loaded again from where the rest ends. */
export function trim(data: TracePages, most: number): TracePages {
  let kept = 0;
  const pages = data.pages.filter((page, index) => {
    kept += page.items.length;
    return index === 0 || kept <= most;
  });
  return pages.length === data.pages.length
    ? data
    : { pages, pageParams: data.pageParams.slice(0, pages.length) };
}

/** Times have as many digits as they need, so that they are compared without the `Z` that ends them. */
export function newestFirst(a: Trace, b: Trace): number {
  const [first, second] = [a.startTime.slice(0, -1), b.startTime.slice(0, -1)];
  if (first !== second) return first < second ? 1 : -1;
  return a.traceId < b.traceId ? 1 : -1;
}
