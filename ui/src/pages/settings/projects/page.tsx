import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { defaultsQuery } from '@/api/defaults';
import { type Project, projectsQuery } from '@/api/projects';
import { useSession } from '@/api/session';
import { workspacesQuery } from '@/api/tenancy';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { ErrorState, PageHeader } from '@/design';
import { WaitingRows } from '@/list/waiting-rows';
import { Fill } from '../parts/fill';
import { ActionButton } from '../parts/needs';
import { missing } from '../parts/permission';
import { Refusals } from '../parts/refusals';
import { CreateDialog } from './create-dialog';
import { EditDialog } from './edit-dialog';
import { ProjectTable } from './project-table';

type Open = { kind: 'create' } | { kind: 'change'; project: Project } | null;

/** The projects in reach: made, renamed, and told what to keep. */
export function Page() {
  const current = useProject();
  useTitle('Projects', current.name);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const [open, setOpen] = useState<Open>(null);
  const projects = useQuery(projectsQuery);
  const workspaces = useQuery(workspacesQuery).data ?? [];
  const usualDays = useQuery(defaultsQuery).data?.retentionDays ?? null;
  const refused = missing(session, 'projects:write');
  const narrow =
    workspaces.length === 0 ? `${session.actor.name} reaches no whole workspace to make one in.` : null;
  const close = () => setOpen(null);
  const changed = () => {
    close();
    void queries.invalidateQueries({ queryKey: ['projects'] });
    void queries.invalidateQueries({ queryKey: ['audit'] });
  };
  return (
    <Fill>
      <PageHeader
        title="Projects"
        actions={
          <ActionButton
            kind="primary"
            icon={<Plus />}
            refused={refused ?? narrow}
            onClick={() => setOpen({ kind: 'create' })}
          >
            Create project
          </ActionButton>
        }
      />
      <Refusals of={['projects:write']} also={narrow} />
      {projects.isPending ? <WaitingRows label="Loading the projects" height={40} /> : null}
      {projects.isLoadingError ? (
        <ErrorState
          error={projects.error}
          what="The list of projects"
          retry={() => void projects.refetch()}
        />
      ) : null}
      {projects.data ? (
        <ProjectTable
          projects={projects.data}
          projectId={current.id}
          usualDays={usualDays}
          mayChange={refused === null}
          onChange={(project) => setOpen({ kind: 'change', project })}
        />
      ) : null}
      {open?.kind === 'create' ? (
        <CreateDialog
          workspaces={workspaces}
          onClose={close}
          onCreated={(made) => {
            changed();
            void navigate({ to: '/projects/$projectId/settings/projects', params: { projectId: made.id } });
          }}
        />
      ) : null}
      {open?.kind === 'change' ? (
        <EditDialog project={open.project} usualDays={usualDays} onClose={close} onChanged={changed} />
      ) : null}
    </Fill>
  );
}
