import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileQuestion, Hourglass } from 'lucide-react';
import { Button, EmptyState } from '@/design';
import { BackToTraces } from './header/back';
import { MISSING_TRIES } from './load/live';
import { traceQuery } from './load/query';
import styles from './missing.module.css';

/** There is no trace with this id: for a while it may be on its way, then it is taken to be gone. */
export function Missing({ projectId, traceId }: { projectId: string; traceId: string }) {
  const query = traceQuery(projectId, traceId);
  const client = useQueryClient();
  const trace = useQuery(query);
  const tries = client.getQueryState(query.queryKey)?.dataUpdateCount ?? 0;
  if (tries < MISSING_TRIES) {
    return (
      <EmptyState
        role="status"
        heading="h1"
        icon={<Hourglass />}
        title="This trace has not arrived yet"
        actions={<BackToTraces />}
      >
        <p>It is shown as soon as its first span is stored. Looking again every few seconds.</p>
        <TraceId traceId={traceId} />
      </EmptyState>
    );
  }
  return (
    <EmptyState
      role="status"
      heading="h1"
      icon={<FileQuestion />}
      title="There is no such trace"
      actions={
        <>
          <Button kind="primary" busy={trace.isFetching} onClick={() => void trace.refetch()}>
            Look again
          </Button>
          <BackToTraces />
        </>
      }
    >
      <p>No span with this trace id came to this project, or they are past the project's retention.</p>
      <TraceId traceId={traceId} />
    </EmptyState>
  );
}

function TraceId({ traceId }: { traceId: string }) {
  return <code className={styles.id}>{traceId}</code>;
}
