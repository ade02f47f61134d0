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

/** The most rows that an export holds: said by the header of an export, here of one second in which nothing was. */
export function exportLimitQuery(projectId: string) {
  return queryOptions({
    queryKey: ['projects', projectId, 'traces', 'export-limit'],
    queryFn: async ({ signal }): Promise<number> => {
      const query = { from: '1970-01-01T00:00:00Z', to: '1970-01-01T00:00:01Z', format: 'json' } as const;
      const { response } = await api.GET('/v1/projects/{projectId}/traces/export', {
        params: { path: { projectId }, query },
        signal,
      });
      return Number(response.headers.get('x-to11-max-rows'));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
