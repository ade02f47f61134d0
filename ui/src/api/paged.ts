/** Lists that the API hands out page by page, as one list that grows. */

import { type InfiniteData, infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';

export interface PageOf<T> {
  items: T[];
  pagination: { nextCursor: string | null; limit: number };
}

/** What a page is asked for with: no cursor for the first one. */
export interface Turn {
  cursor?: string;
  signal: AbortSignal;
}

/** Options for `useInfiniteQuery`, whose data are all items so far. */
export function pagedQuery<T>(queryKey: QueryKey, ask: (turn: Turn) => Promise<PageOf<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam === null ? { signal } : { cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.pagination.nextCursor,
    select: (data: InfiniteData<PageOf<T>, string | null>) => data.pages.flatMap((page) => page.items),
  });
}

/** Every page of a list that is never long; at most `most` items. */
export async function everyPage<T>(
  signal: AbortSignal,
  ask: (turn: Turn) => Promise<PageOf<T>>,
  most = 2_000,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const page: PageOf<T> = await ask(cursor === null ? { signal } : { cursor, signal });
    found.push(...page.items);
    cursor = page.pagination.nextCursor;
  } while (cursor !== null && found.length < most);
  return found;
}
