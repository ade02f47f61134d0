/** How answers are kept: shown at once, refreshed behind, tried again only where that can help. */

import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors';

const TRIES = 2;

/** A client that calls `onSignedOut` when any call says that the session has ended. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const heard = (error: unknown) => {
    if (error instanceof ApiError && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: heard }),
    mutationCache: new MutationCache({ onError: heard }),
    defaultOptions: {
      // The server may be this very machine, which `navigator.onLine` knows nothing of.
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        gcTime: 300_000,
        retry: mayRetry,
        retryDelay: delayOf,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export function mayRetry(failures: number, error: unknown): boolean {
  return error instanceof ApiError && error.retryable && failures < TRIES;
}

/** Milliseconds to wait before a try: what the server asked for, else a second, then two. */
export function delayOf(failures: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfter : null;
  return Math.min(asked !== null ? asked * 1000 : 1000 * 2 ** failures, 15_000);
}
