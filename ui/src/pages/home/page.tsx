import { useSuspenseQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { FolderOpen } from 'lucide-react';
import { projectsQuery } from '@/api/projects';
import { useTitle } from '@/app/title';
import { CodeBlock, EmptyState } from '@/design';
import { recall } from '@/lib/storage';

/** Leads to the project that was looked at last, else to the first. */
export function Page() {
  useTitle();
  const { data: projects } = useSuspenseQuery(projectsQuery);
  const last = recall('project');
  const project = projects.find((item) => item.id === last) ?? projects[0];
  if (project !== undefined) {
    return <Navigate to="/projects/$projectId/traces" params={{ projectId: project.id }} replace />;
  }
  return (
    <EmptyState heading="h1" icon={<FolderOpen />} title="There is no project yet">
      <p>Traces belong to projects. Make the first one where to11 runs, then reload:</p>
      <CodeBlock code="to11 projects create my-project" label="command" />
    </EmptyState>
  );
}
