import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Trace, TraceQuery } from '@/api/traces';
import { type Head, idsOf, insert, restart, rowsOf, type TracePages, trim, unknownOf, update } from './merge';
import { fetchHead, listKey, listQuery, NO_HEAD, PAGE } from './queries';

const TAIL_MS = 2_000;
const FRESH_MS = 2_400;
const MOST_ROWS = 5_000;

export interface TraceList {
  rows: Trace[];
  /** Nothing is there yet to show. */
  loading: boolean;
  /** The rows are those of other filters, while these are asked for. */
  old: boolean;
  /** Why nothing can be shown. */
  error: Error | null;
  retry: () => void;
  hasMore: boolean;
  loadingMore: boolean;
  moreError: Error | null;
  loadMore: () => void;
  /** How many new traces wait to be shown; `more` when there may be others between. */
  waiting: { count: number; more: boolean };
  showWaiting: () => void;
  /** Traces that were put into the list just now. */
  fresh: ReadonlySet<string>;
  refresh: () => Promise<void>;
  refreshing: boolean;
  /** How often it was refreshed. */
  refreshed: number;
}

interface Options {
  projectId: string;
  /** The same object while it says the same. */
  query: TraceQuery;
  /** Whether the range goes on to now. */
  open: boolean;
  live: boolean;
  /** Asked before rows are put above those that are shown. */
  isReading: () => boolean;
}

/** The rows of a list: loaded downwards page by page, with what is new on top, at once or when it is asked for. */
export function useTraceList({ projectId, query, open, live, isReading }: Options): TraceList {
  const queries = useQueryClient();
  const list = useInfiniteQuery({ ...listQuery(projectId, query), placeholderData: keepPreviousData });
  const head = useQuery({
    queryKey: ['projects', projectId, 'traces', 'head', query],
    queryFn: ({ signal }) => fetchHead(queries, projectId, query, signal),
    enabled: open && list.isSuccess && !list.isPlaceholderData,
    initialData: NO_HEAD,
    initialDataUpdatedAt: () => queries.getQueryState(listKey(projectId, query))?.dataUpdatedAt || Date.now(),
    refetchInterval: live ? TAIL_MS : false,
    refetchOnWindowFocus: true,
    gcTime: 600_000,
  });
  const { fresh, markFresh } = useFresh();

  const put = useCallback(
    (head: Head) => {
      queries.setQueryData<TracePages>(listKey(projectId, query), (old) => {
        if (old === undefined) return old;
        markFresh(unknownOf(old, head.traces));
        return head.reaches ? trim(insert(old, head.traces), MOST_ROWS) : restart(head, PAGE);
      });
    },
    [query, projectId, queries, markFresh],
  );

  // While a page is on its way, its answer would overwrite what is put in here.
  const settled = !list.isFetching;
  useEffect(() => {
    if (!settled || head.data === NO_HEAD) return;
    const key = listKey(projectId, query);
    queries.setQueryData<TracePages>(key, (old) => old && update(old, head.data.traces));
    // Where nothing is shown, nobody is disturbed.
    const nothing = idsOf(queries.getQueryData<TracePages>(key)).size === 0;
    if (nothing || (live && !isReading())) put(head.data);
  }, [head.data, settled, query, projectId, queries, live, isReading, put]);

  const waiting = useMemo(() => {
    const known = list.isPlaceholderData ? undefined : list.data;
    const count = known ? unknownOf(known, head.data.traces).length : 0;
    return { count, more: !head.data.reaches && count > 0 };
  }, [list.data, list.isPlaceholderData, head.data]);

  const { refetch: askHead } = head;
  const { refetch: askList } = list;
  const [refreshed, setRefreshed] = useState(0);
  const refresh = useCallback(async () => {
    setRefreshed((count) => count + 1);
    if (!open) return void (await askList());
    const { data } = await askHead();
    if (data) put(data);
  }, [open, askHead, askList, put]);

  return {
    rows: useMemo(() => rowsOf(list.data), [list.data]),
    loading: list.isPending,
    old: list.isPlaceholderData,
    error: list.isLoadingError ? list.error : null,
    retry: () => void list.refetch(),
    hasMore: list.hasNextPage && !list.isPlaceholderData,
    loadingMore: list.isFetchingNextPage,
    moreError: list.isFetchNextPageError ? list.error : null,
    loadMore: () => void list.fetchNextPage(),
    waiting,
    showWaiting: () => put(head.data),
    fresh,
    refresh,
    refreshed,
    refreshing: open ? head.isFetching && !live : list.isRefetching,
  };
}

/** Ids that are fresh for a moment. */
function useFresh() {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (fresh.size === 0) return undefined;
    const timer = setTimeout(() => setFresh(new Set()), FRESH_MS);
    return () => clearTimeout(timer);
  }, [fresh]);
  const markFresh = useCallback((traces: readonly Trace[]) => {
    if (traces.length > 0) setFresh(new Set(traces.map((trace) => trace.traceId)));
  }, []);
  return { fresh, markFresh };
}
