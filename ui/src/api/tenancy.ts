/** Workspaces and organizations that lie wholly within the reach of who is signed in. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import { everyPage } from './paged';

const PAGE = 200;

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: ({ signal }) =>
    everyPage(signal, async ({ signal, ...turn }) =>
      unwrap(await api.GET('/v1/workspaces', { params: { query: { limit: PAGE, ...turn } }, signal })),
    ),
  staleTime: 60_000,
});

export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: ({ signal }) =>
    everyPage(signal, async ({ signal, ...turn }) =>
      unwrap(await api.GET('/v1/organizations', { params: { query: { limit: PAGE, ...turn } }, signal })),
    ),
  staleTime: 60_000,
});
