import { useSearch } from '@tanstack/react-router';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { Traces } from './traces';

/** The traces of a project, newest first. */
export function Page() {
  const project = useProject();
  const search = useSearch({ from: '/signed-in/projects/$projectId/traces' });
  useTitle('Traces', project.name);
  return <Traces key={project.id} projectId={project.id} search={search} />;
}
