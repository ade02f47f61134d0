/** Projects that who is signed in may see. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import type { components } from './schema';

export type Project = components['schemas']['Project'];

const PAGE = 200;
const MOST = 2_000;

/** All of them, by name; at most 2,000, which a switcher can still search. */
export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }): Promise<Project[]> => {
    const found: Project[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } =
        cursor === null ? { limit: PAGE } : { limit: PAGE, cursor };
      const page = unwrap(await api.GET('/v1/projects', { params: { query }, signal }));
      found.push(...page.items);
      cursor = page.pagination.nextCursor;
    } while (cursor !== null && found.length < MOST);
    return found.sort((a, b) => a.name.localeCompare(b.name));
  },
  staleTime: 60_000,
});

export function projectQuery(projectId: string) {
  return queryOptions({
    queryKey: ['projects', projectId],
    queryFn: async ({ signal }): Promise<Project> =>
      unwrap(await api.GET('/v1/projects/{projectId}', { params: { path: { projectId } }, signal })),
    staleTime: 60_000,
  });
}

type Schemas = components['schemas'];

export async function createProject(wanted: Schemas['CreateProject']): Promise<Project> {
  return unwrap(await api.POST('/v1/projects', { body: wanted }));
}

/** Changes what is given, and nothing else. */
export async function updateProject(projectId: string, changes: Schemas['UpdateProject']): Promise<Project> {
  return unwrap(
    await api.PATCH('/v1/projects/{projectId}', { params: { path: { projectId } }, body: changes }),
  );
}
