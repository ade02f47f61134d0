import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { sessionQuery, turnsQuery } from '@/api/sessions';
import { useProject } from '@/app/project';
import { useTitle } from '@/app/title';
import { buttonClass, CopyButton, ErrorState, PageHeader } from '@/design';
import { WaitingRows } from '@/list/waiting-rows';
import styles from './page.module.css';
import { Totals } from './totals';
import { Turns } from './turns';

/** One session: its traces as one conversation. */
export function Page() {
  const project = useProject();
  const { sessionId } = useParams({ from: '/signed-in/projects/$projectId/sessions/$sessionId' });
  useTitle(sessionId, project.name);
  const session = useQuery(sessionQuery(project.id, sessionId));
  const turns = useInfiniteQuery(turnsQuery(project.id, sessionId));
  const failed = session.isLoadingError ? session : turns.isLoadingError ? turns : null;
  return (
    <div className={styles.page}>
      <PageHeader
        title={<span className={styles.id}>{sessionId}</span>}
        aside={<CopyButton text={sessionId} label="Copy session id" />}
        actions={
          <Link
            to="/projects/$projectId/sessions"
            params={{ projectId: project.id }}
            className={buttonClass('quiet')}
          >
            <ArrowLeft />
            All sessions
          </Link>
        }
      />
      {failed ? (
        <ErrorState error={failed.error} what="The session" retry={() => void failed.refetch()} />
      ) : session.data === undefined || turns.data === undefined ? (
        <WaitingRows label="Loading the session" height={72} />
      ) : (
        <>
          <Totals session={session.data} projectId={project.id} />
          <Turns projectId={project.id} turns={turns.data} query={turns} errors={session.data.errorCount} />
        </>
      )}
    </div>
  );
}
