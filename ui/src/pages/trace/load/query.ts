import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '@/api/errors';
import type { paths } from '@/api/schema';
import { loader } from './client';
import { lookAgainAfter, MISSING_MS, MISSING_TRIES } from './live';
import type { LoadedTrace } from './loaded';

const PATH = '/v1/projects/{projectId}/traces/{traceId}/outline' satisfies keyof paths;

/** A trace in outline; null while there is none with this id. It is asked for again as long as that may change. */
export function traceQuery(projectId: string, traceId: string) {
  const queryKey = ['projects', projectId, 'traces', traceId, 'outline'];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal, client }): Promise<LoadedTrace | null> => {
      try {
        return await loader.load(pathOf(projectId, traceId), signal);
      } catch (error) {
        const isMissing = error instanceof ApiError && error.status === 404;
        // One that was there and is gone is told by the frame; what was loaded stays.
        if (isMissing && !client.getQueryData<LoadedTrace | null>(queryKey)) return null;
        throw error;
      }
    },
    // Columns are compared by no one: a new answer is a new trace.
    structuralSharing: false,
    staleTime: 60_000,
    refetchInterval: ({ state }) => {
      if (state.data === undefined) return false;
      if (state.data === null) return state.dataUpdateCount < MISSING_TRIES ? MISSING_MS : false;
      return lookAgainAfter(state.data) ?? false;
    },
  });
}

function pathOf(projectId: string, traceId: string): string {
  return PATH.replace('{projectId}', encodeURIComponent(projectId)).replace(
    '{traceId}',
    encodeURIComponent(traceId),
  );
}
