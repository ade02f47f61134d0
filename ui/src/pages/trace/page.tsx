import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { ErrorState } from '@/design';
import { BackToTraces } from './header/back';
import { traceQuery } from './load/query';
import { Missing } from './missing';
import { TraceSkeleton } from './skeleton';
import { TraceWorkspace } from './workspace';

export function Page() {
  const { projectId, traceId } = useParams({ from: '/signed-in/projects/$projectId/traces/$traceId' });
  const trace = useQuery(traceQuery(projectId, traceId));
  useTitle(trace.data?.summary.name ?? 'Trace', useProject().name);
  if (trace.isLoadingError) {
    return (
      <ErrorState
        error={trace.error}
        what="The trace"
        heading="h1"
        retry={() => void trace.refetch()}
        actions={<BackToTraces />}
      />
    );
  }
  if (trace.data === undefined) return <TraceSkeleton />;
  if (trace.data === null) return <Missing projectId={projectId} traceId={traceId} />;
  return <TraceWorkspace key={traceId} projectId={projectId} trace={trace.data} />;
}
