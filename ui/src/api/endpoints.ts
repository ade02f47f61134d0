/** The addresses that clients use. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';

export const endpointsQuery = queryOptions({
  queryKey: ['endpoints'],
  queryFn: async ({ signal }) => unwrap(await api.GET('/v1/endpoints', { signal })),
  staleTime: 300_000,
});
