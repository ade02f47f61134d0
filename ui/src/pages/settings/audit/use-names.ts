import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keysQuery } from '@/api/keys';
import { projectsQuery } from '@/api/projects';
import { useMay } from '@/api/session';

/** Names of keys and projects by id: those of the newest keys, where keys may be read at all. */
export function useNames(): ReadonlyMap<string, string> {
  const keys = useInfiniteQuery({ ...keysQuery(), enabled: useMay('keys:read') }).data;
  const projects = useQuery(projectsQuery).data;
  return useMemo(
    () => new Map([...(keys ?? []), ...(projects ?? [])].map(({ id, name }) => [id, name])),
    [keys, projects],
  );
}
