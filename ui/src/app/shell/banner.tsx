import { type Query, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useCallback, useSyncExternalStore } from 'react';
import { ApiError } from '@/api/errors';
import { Button } from '@/design';
import { formatClock } from '@/lib/format';
import styles from './banner.module.css';

/** Says that what is shown could not be refreshed, and from when it is. */
export function StaleBanner() {
  const since = useStaleSince();
  const queries = useQueryClient();
  if (since === null) return null;
  return (
    <div className={styles.banner} role="status">
      <TriangleAlert aria-hidden="true" />
      <span>
        to11 does not answer. Showing data from <time>{formatClock(since)}</time>.
      </span>
      <Button
        kind="quiet"
        onClick={() => void queries.refetchQueries({ type: 'active', predicate: isStale })}
      >
        Try again
      </Button>
    </div>
  );
}

/** Shown from an answer that is older than the last try to get a newer one. What was refused is told where it is shown. */
export function isStale(query: Query): boolean {
  const { status, data, dataUpdatedAt, error } = query.state;
  const unanswered = status === 'error' && error instanceof ApiError && error.retryable;
  return unanswered && data !== undefined && dataUpdatedAt > 0 && query.isActive();
}

/** When the oldest such answer came, in milliseconds since 1970; null when everything shown is fresh. */
function useStaleSince(): number | null {
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback((listener: () => void) => cache.subscribe(listener), [cache]);
  return useSyncExternalStore(subscribe, () => {
    const times = cache
      .getAll()
      .filter(isStale)
      .map((query) => query.state.dataUpdatedAt);
    return times.length > 0 ? Math.min(...times) : null;
  });
}
