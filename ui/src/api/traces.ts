/** Traces of a project. */

import { api, unwrap } from './client';
import type { components, paths } from './schema';

export type Trace = components['schemas']['Trace'];
export type TracePage = components['schemas']['TracePage'];
/** What a list is asked with: filters, time, and which page. */
export type TraceQuery = NonNullable<paths['/v1/projects/{projectId}/traces']['get']['parameters']['query']>;

/** One page of the list, newest first. */
export async function fetchTraces(
  projectId: string,
  query: TraceQuery,
  signal?: AbortSignal,
): Promise<TracePage> {
  const params = { path: { projectId }, query };
  return unwrap(await api.GET('/v1/projects/{projectId}/traces', { params, ...(signal && { signal }) }));
}
