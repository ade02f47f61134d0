import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { KeyRound, Plus } from 'lucide-react';
import { keysQuery } from '@/api/keys';
import { useProject } from '@/app/project';
import { changed } from '@/app/search';
import { useTitle } from '@/app/title';
import { EmptyState, ErrorState, PageHeader, Select } from '@/design';
import { WaitingRows } from '@/list/waiting-rows';
import { Fill } from '../parts/fill';
import { ActionButton, Needs } from '../parts/needs';
import { Refusals } from '../parts/refusals';
import { type KeyActions, useKeyActions } from './actions';
import { KeyDialogs } from './key-dialogs';
import { KeyTable } from './key-table';
import { isLive } from './state';
import { useTenancy } from './use-tenancy';

/** The API keys in reach. */
export function Page() {
  const project = useProject();
  useTitle('API keys', project.name);
  const actions = useKeyActions();
  return (
    <Fill>
      <PageHeader
        title="API keys"
        actions={
          <>
            <Filters />
            <ActionButton
              kind="primary"
              icon={<Plus />}
              refused={actions.refusedCreate}
              onClick={actions.create}
            >
              Create key
            </ActionButton>
          </>
        }
      />
      <Needs scope="keys:read" what="The list of API keys">
        <Refusals of={['keys:create', 'keys:rotate', 'keys:revoke']} />
        <List projectId={project.id} actions={actions} />
      </Needs>
      <KeyDialogs projectId={project.id} actions={actions} />
    </Fill>
  );
}

const FROM = '/signed-in/projects/$projectId/settings/keys' as const;
const HERE = '/projects/$projectId/settings/keys' as const;

function Filters() {
  const { reach = 'all', state = 'all' } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: HERE });
  return (
    <>
      <Select
        label="Which state"
        value={state}
        options={[
          { value: 'all', label: 'All states' },
          { value: 'live', label: 'Working ones' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (old) => changed(old, { state: next === 'live' ? next : undefined }),
            replace: true,
          })
        }
      />
      <Select
        label="Which reach"
        value={reach}
        options={[
          { value: 'all', label: 'All in reach' },
          { value: 'project', label: "This project's own" },
        ]}
        onChange={(next) =>
          void navigate({
            search: (old) => changed(old, { reach: next === 'project' ? next : undefined }),
            replace: true,
          })
        }
      />
    </>
  );
}

function List({ projectId, actions }: { projectId: string; actions: KeyActions }) {
  const { reach, state } = useSearch({ from: FROM });
  const tenancy = useTenancy();
  const query = useInfiniteQuery(keysQuery(reach === 'project' ? projectId : undefined));
  if (query.isPending) return <WaitingRows label="Loading keys" height={52} />;
  if (query.isLoadingError) {
    return <ErrorState error={query.error} what="The list of keys" retry={() => void query.refetch()} />;
  }
  const now = Date.now();
  const keys = state === 'live' ? query.data.filter((key) => isLive(key, now)) : query.data;
  if (keys.length === 0 && !query.hasNextPage) {
    return (
      <EmptyState icon={<KeyRound />} title="No keys here">
        <p>{reach || state ? 'No key fits what is chosen above.' : 'Keys that are created show up here.'}</p>
      </EmptyState>
    );
  }
  return <KeyTable projectId={projectId} keys={keys} tenancy={tenancy} actions={actions} query={query} />;
}
