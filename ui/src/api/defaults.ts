/** What holds where a project has no wish of its own. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

export const defaultsQuery = queryOptions({
  queryKey: ['defaults'],
  queryFn: async ({ signal }) => unwrap(await api.GET('/v1/defaults', { signal })),
  staleTime: 300_000,
});
