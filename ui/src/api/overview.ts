/** What a list of traces holds at a glance: counted by time and by value, and summed up. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import type { components } from './schema';
import type { TraceQuery } from './traces';

export type Histogram = components['schemas']['Histogram'];
export type Facets = components['schemas']['Facets'];
export type Facet = components['schemas']['Facet'];
export type Stats = components['schemas']['Stats'];

const BUCKETS = 90;

export function histogramQuery(projectId: string, query: TraceQuery, buckets = BUCKETS) {
  return queryOptions({
    queryKey: ['projects', projectId, 'traces', 'histogram', query, buckets],
    queryFn: async ({ signal }): Promise<Histogram> => {
      const params = { path: { projectId }, query: { ...query, buckets } };
      return unwrap(await api.GET('/v1/projects/{projectId}/traces/histogram', { params, signal }));
    },
  });
}

export function facetsQuery(projectId: string, query: TraceQuery) {
  return queryOptions({
    queryKey: ['projects', projectId, 'facets', query],
    queryFn: async ({ signal }): Promise<Facets> =>
      unwrap(
        await api.GET('/v1/projects/{projectId}/facets', { params: { path: { projectId }, query }, signal }),
      ),
  });
}

export function statsQuery(projectId: string, query: TraceQuery) {
  return queryOptions({
    queryKey: ['projects', projectId, 'stats', query],
    queryFn: async ({ signal }): Promise<Stats> =>
      unwrap(
        await api.GET('/v1/projects/{projectId}/stats', { params: { path: { projectId }, query }, signal }),
      ),
  });
}
