import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useMemo } from 'react';
import { sessionsQuery } from '@/api/sessions';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { Button, EmptyState, ErrorState, PageHeader } from '@/design';
import { isFiltered, type ListSearch, timeOf } from '@/filters/fields';
import { FilterBar } from '@/filters/filter-bar';
import { queryOf } from '@/filters/query';
import { spellRange } from '@/filters/time';
import { TimePicker } from '@/filters/time-picker';
import { type ListState, useListState } from '@/filters/use-list-state';
import { WaitingRows } from '@/list/waiting-rows';
import styles from './page.module.css';
import { SessionTable } from './session-table';

/** The sessions of a project, the one with the newest trace first; found by their traces' filters. */
export function Page() {
  const project = useProject();
  useTitle('Sessions', project.name);
  const search = useSearch({ from: '/signed-in/projects/$projectId/sessions' });
  const state = useListState(search);
  return (
    <div className={styles.page}>
      <PageHeader title="Sessions" actions={<TimePicker range={timeOf(search)} onChange={state.setTime} />} />
      <FilterBar projectId={project.id} search={search} onChange={state.setFilters} />
      <List projectId={project.id} search={search} state={state} />
    </div>
  );
}

interface ListProps {
  projectId: string;
  search: ListSearch;
  state: ListState;
}

function List({ projectId, search, state }: ListProps) {
  const filters = useMemo(() => queryOf(search), [search]);
  const query = useInfiniteQuery(sessionsQuery(projectId, filters));
  if (query.isPending) return <WaitingRows label="Loading sessions" height={34} count={14} />;
  if (query.isLoadingError) {
    return <ErrorState error={query.error} what="The list of sessions" retry={() => void query.refetch()} />;
  }
  if (query.data.length === 0) return <Nothing search={search} state={state} />;
  return <SessionTable projectId={projectId} sessions={query.data} query={query} />;
}

function Nothing({ search, state }: Omit<ListProps, 'projectId'>) {
  const filtered = isFiltered(search);
  return (
    <EmptyState
      icon={<MessagesSquare />}
      title={filtered ? 'No session fits' : 'No sessions in this time'}
      actions={
        <>
          {filtered ? <Button onClick={() => state.setFilters({}, 'push')}>Clear the filters</Button> : null}
          {search.window === '60d' ? null : (
            <Button onClick={() => state.setTime({ window: '60d' })}>Last 60 days</Button>
          )}
        </>
      }
    >
      <p>{spellRange(timeOf(search))}: nothing.</p>
      <p>
        Traces that carry the attribute <code>session.id</code>, or came through the gateway with the header{' '}
        <code>x-to11-session-id</code>, are gathered here.
      </p>
    </EmptyState>
  );
}
