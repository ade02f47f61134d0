/** Traces of a project. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import type { components, paths } from './schema';

export type Trace = components['schemas']['Trace'];
export type TraceFilters = NonNullable<
  paths['/v1/projects/{projectId}/traces']['get']['parameters']['query']
>;

/** One page of the list, newest first. */
export function tracesQuery(projectId: string, query: TraceFilters) {
  return queryOptions({
    queryKey: ['projects', projectId, 'traces', query],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET('/v1/projects/{projectId}/traces', { params: { path: { projectId }, query }, signal }),
      ),
  });
}
