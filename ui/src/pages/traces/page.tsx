import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { ListTree } from 'lucide-react';
import { tracesQuery } from '@/api/traces';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { AbsoluteTime, Duration, EmptyState, ErrorState, Loading, PageHeader, StatusDot } from '@/design';
import styles from './page.module.css';

/** The newest traces. */
export function Page() {
  const project = useProject();
  useTitle('Traces', project.name);
  const { live, attribute, ...filters } = useSearch({ from: '/signed-in/projects/$projectId/traces' });
  const traces = useQuery(tracesQuery(project.id, filters));
  return (
    <>
      <PageHeader title="Traces" />
      {traces.isPending ? <Loading label="Loading traces" /> : null}
      {traces.isLoadingError ? (
        <ErrorState error={traces.error} what="The list" retry={() => void traces.refetch()} />
      ) : null}
      {traces.data?.items.length === 0 ? <EmptyState icon={<ListTree />} title="No traces here" /> : null}
      <ul className={styles.list}>
        {traces.data?.items.map((trace) => (
          <li key={trace.traceId} className={styles.row}>
            <AbsoluteTime at={trace.startTime} />
            <StatusDot status={trace.status} />
            <Link
              to="/projects/$projectId/traces/$traceId"
              params={{ projectId: project.id, traceId: trace.traceId }}
              className={styles.name}
            >
              {trace.name}
            </Link>
            <Duration nano={trace.durationNano} />
          </li>
        ))}
      </ul>
    </>
  );
}
