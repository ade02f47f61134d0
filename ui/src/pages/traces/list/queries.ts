/** How the list is asked for: page by page downwards, and its newest rows again and again. */

import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { fetchTraces, type Trace, type TraceQuery } from '@/api/traces';
import { type Head, idsOf, type TracePages } from './merge';

export const PAGE = 100;
/** So many pages of newer rows are put above what is shown; where more came, the list is begun anew. */
const MOST_HEAD_PAGES = 5;
const KEPT_MS = 600_000;

export function listKey(projectId: string, query: TraceQuery) {
  return ['projects', projectId, 'traces', 'list', query] as const;
}

/** Pages are asked for once: what is newer is asked for by `fetchHead`, and what is older does not change. */
export function listQuery(projectId: string, query: TraceQuery) {
  return infiniteQueryOptions({
    queryKey: listKey(projectId, query),
    queryFn: ({ pageParam, signal }) =>
      fetchTraces(projectId, { ...query, limit: PAGE, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.pagination.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: KEPT_MS,
  });
}

export const NO_HEAD: Head = { traces: [], nextCursor: null, reaches: true };

/** The newest rows, down to one that is known. */
export async function fetchHead(
  queries: QueryClient,
  projectId: string,
  query: TraceQuery,
  signal: AbortSignal,
): Promise<Head> {
  const known = idsOf(queries.getQueryData<TracePages>(listKey(projectId, query)));
  const traces: Trace[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_HEAD_PAGES; page += 1) {
    const asked: TraceQuery = { ...query, limit: PAGE, ...(cursor !== null && { cursor }) };
    const { items, pagination } = await fetchTraces(projectId, asked, signal);
    traces.push(...items);
    cursor = pagination.nextCursor;
    if (cursor === null || known.size === 0 || items.some((trace) => known.has(trace.traceId))) {
      return { traces, nextCursor: cursor, reaches: true };
    }
  }
  return { traces, nextCursor: cursor, reaches: false };
}
