import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { type Action, auditQuery } from '@/api/audit';
import { useProject } from '@/app/project';
import { changed } from '@/app/search';
import { useTitle } from '@/app/title';
import { Button, EmptyState, ErrorState, PageHeader, Select } from '@/design';
import { WaitingRows } from '@/list/waiting-rows';
import { Fill } from '../parts/fill';
import { Needs } from '../parts/needs';
import { ACTION_NAMES } from './actions';
import { AuditTable } from './audit-table';
import { TargetField } from './target-field';
import { actionWords } from './words';

const FROM = '/signed-in/projects/$projectId/settings/audit' as const;
const HERE = '/projects/$projectId/settings/audit' as const;

/** Who did what within reach. */
export function Page() {
  const project = useProject();
  useTitle('Audit log', project.name);
  return (
    <Fill>
      <PageHeader title="Audit log" actions={<Filters />} />
      <Needs scope="audit:read" what="The audit log">
        <List projectId={project.id} />
      </Needs>
    </Fill>
  );
}

function Filters() {
  const { action, target, reach } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: HERE });
  const set = (change: {
    action?: Action | undefined;
    target?: string | undefined;
    reach?: 'project' | undefined;
  }) => void navigate({ search: (old) => changed(old, change), replace: true });
  return (
    <>
      <TargetField value={target ?? ''} onChange={(next) => set({ target: next || undefined })} />
      <Select
        label="Action"
        value={action ?? 'all'}
        options={[
          { value: 'all' as const, label: 'All actions' },
          ...ACTION_NAMES.map((value) => ({ value, label: actionWords(value).title })),
        ]}
        onChange={(next) => set({ action: next === 'all' ? undefined : next })}
      />
      <Select
        label="Which reach"
        value={reach ?? 'all'}
        options={[
          { value: 'all', label: 'All in reach' },
          { value: 'project', label: 'This project' },
        ]}
        onChange={(next) => set({ reach: next === 'project' ? next : undefined })}
      />
    </>
  );
}

function List({ projectId }: { projectId: string }) {
  const { action, target, reach } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: HERE });
  const query = useInfiniteQuery(
    auditQuery({
      ...(action === undefined ? {} : { action: [action] }),
      ...(target === undefined ? {} : { target }),
      ...(reach === undefined ? {} : { projectId }),
    }),
  );
  if (query.isPending) return <WaitingRows label="Loading the audit log" height={34} count={14} />;
  if (query.isLoadingError) {
    return <ErrorState error={query.error} what="The audit log" retry={() => void query.refetch()} />;
  }
  if (query.data.length === 0) {
    const filtered = action !== undefined || target !== undefined || reach !== undefined;
    return (
      <EmptyState
        icon={<ScrollText />}
        title="No entries here"
        actions={
          filtered ? (
            <Button onClick={() => void navigate({ search: {} })}>Clear the filters</Button>
          ) : undefined
        }
      >
        <p>
          {filtered
            ? 'No entry fits the filters.'
            : 'What is done with keys and projects is written down here.'}
        </p>
      </EmptyState>
    );
  }
  return <AuditTable label="Audit log" projectId={projectId} entries={query.data} query={query} />;
}
