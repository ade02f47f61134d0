/** Sessions of a project, and each as one conversation. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import { pagedQuery } from './paged';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Session = Schemas['Session'];
export type Turn = Schemas['Turn'];
export type SessionFilters = NonNullable<
  paths['/v1/projects/{projectId}/sessions']['get']['parameters']['query']
>;

const PAGE = 50;
const TURNS = 20;

/** The sessions of the traces that meet the filters, the one with the newest trace first. */
export function sessionsQuery(projectId: string, filters: SessionFilters) {
  return pagedQuery<Session>(['projects', projectId, 'sessions', filters], async ({ signal, ...turn }) => {
    const query = { limit: PAGE, ...turn, ...filters };
    const params = { path: { projectId }, query };
    return unwrap(await api.GET('/v1/projects/{projectId}/sessions', { params, signal }));
  });
}

export function sessionQuery(projectId: string, sessionId: string) {
  return queryOptions({
    queryKey: ['projects', projectId, 'session', sessionId],
    queryFn: async ({ signal }): Promise<Session> => {
      const params = { path: { projectId, sessionId } };
      return unwrap(await api.GET('/v1/projects/{projectId}/sessions/{sessionId}', { params, signal }));
    },
  });
}

/** Its traces as turns of one conversation, oldest first. */
export function turnsQuery(projectId: string, sessionId: string) {
  return pagedQuery<Turn>(
    ['projects', projectId, 'session', sessionId, 'turns'],
    async ({ signal, ...turn }) => {
      const params = { path: { projectId, sessionId }, query: { limit: TURNS, ...turn } };
      const path = '/v1/projects/{projectId}/sessions/{sessionId}/conversation';
      return unwrap(await api.GET(path, { params, signal }));
    },
  );
}
