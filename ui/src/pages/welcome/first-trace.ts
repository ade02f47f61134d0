/** Whether a project has a trace at all, of the time that traces are kept by default. */

import { queryOptions } from '@tanstack/react-query';
import { fetchTraces } from '@/api/traces';

/** The newest trace's id; null where there is none. */
export function newestTraceQuery(projectId: string) {
  return queryOptions({
    queryKey: ['projects', projectId, 'traces', 'newest'],
    queryFn: async ({ signal }): Promise<string | null> => {
      const page = await fetchTraces(projectId, { window: '60d', limit: 1 }, signal);
      return page.items[0]?.traceId ?? null;
    },
  });
}
