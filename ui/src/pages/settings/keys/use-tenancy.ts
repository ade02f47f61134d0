import { useQuery } from '@tanstack/react-query';
import { projectsQuery } from '@/api/projects';
import { organizationsQuery, workspacesQuery } from '@/api/tenancy';
import type { Tenancy } from './reach';

const NOTHING: Tenancy = { projects: [], workspaces: [], organizations: [] };

/** All that is in reach, by name; what has not come yet, or may not be seen, is left out. */
export function useTenancy(): Tenancy {
  return {
    projects: useQuery(projectsQuery).data ?? NOTHING.projects,
    workspaces: useQuery(workspacesQuery).data ?? NOTHING.workspaces,
    organizations: useQuery(organizationsQuery).data ?? NOTHING.organizations,
  };
}
