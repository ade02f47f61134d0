import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type Project, projectQuery } from '@/api/projects';

/** The project whose page this is; its loader has it before the page is shown. */
export function useProject(): Project {
  const { projectId } = useParams({ strict: false });
  if (projectId === undefined) throw new Error('only pages of a project have one');
  return useSuspenseQuery(projectQuery(projectId)).data;
}
