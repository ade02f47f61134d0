/** A project's account with the collector. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import type { components } from './schema';

export type Ingest = components['schemas']['Ingest'];

/** What the collector took and did not take within a window, as `8h`. */
export function ingestQuery(projectId: string, window: string) {
  return queryOptions({
    queryKey: ['projects', projectId, 'ingest', window],
    queryFn: async ({ signal }): Promise<Ingest> => {
      const params = { path: { projectId }, query: { window } };
      return unwrap(await api.GET('/v1/projects/{projectId}/ingest', { params, signal }));
    },
  });
}
