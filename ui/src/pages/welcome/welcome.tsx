import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { endpointsQuery } from '@/api/endpoints';
import { ErrorState, Loading, PageBody, PageHeader, Skeleton } from '@/design';
import type { Way } from '@/snippets';
import { Snippets } from '@/snippets/snippets';
import type { newestTraceQuery } from './first-trace';
import { KeyStep } from './key-step';
import styles from './welcome.module.css';

const LOOK_MS = 2_000;
const OFFERED: readonly Way[] = ['python', 'javascript', 'curl', 'environment'];

interface WelcomeProps {
  projectId: string;
  /** How the newest trace is asked for. */
  newest: ReturnType<typeof newestTraceQuery>;
  /** The first trace is there, and the person has turned back before it was open. */
  onTurnedBack: () => void;
}

/** A project to which nothing was sent yet: how to send the first trace, which is shown as soon as it is there. */
export function Welcome({ projectId, newest, onTurnedBack }: WelcomeProps) {
  const endpoints = useQuery(endpointsQuery);
  const [way, setWay] = useState<Way>('python');
  useArrival(projectId, newest, onTurnedBack);
  return (
    <>
      <PageHeader title="Send the first trace" />
      <PageBody narrow>
        <div className={styles.steps}>
          <p className={styles.about}>
            Nothing was sent to this project in the last 60 days. Two steps, and the trace shows up here.
          </p>
          <Step title="1. A key">
            <KeyStep projectId={projectId} />
          </Step>
          <Step title="2. A call through the gateway, or a span of your own">
            {endpoints.isLoadingError ? (
              <ErrorState
                error={endpoints.error}
                what="The addresses"
                retry={() => void endpoints.refetch()}
                small
              />
            ) : endpoints.data ? (
              <Snippets
                addresses={{ ...endpoints.data, projectId }}
                way={way}
                onWay={setWay}
                ways={OFFERED}
              />
            ) : (
              <Loading label="Loading the addresses">
                <Skeleton height={360} />
              </Loading>
            )}
          </Step>
        </div>
      </PageBody>
      <div className={styles.waiting} role="status">
        <span className={styles.pulse} aria-hidden="true" />
        Waiting for the first trace. It opens here when it arrives.
      </div>
    </>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.step} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      {children}
    </section>
  );
}

/** Looks for the first trace, and goes to it. */
function useArrival(projectId: string, newest: WelcomeProps['newest'], onTurnedBack: () => void): void {
  const queries = useQueryClient();
  const router = useRouter();
  const { data: traceId } = useQuery({ ...newest, refetchInterval: LOOK_MS });
  useEffect(() => {
    if (traceId == null) return;
    // The lists that were empty are asked for anew.
    void queries.resetQueries({ queryKey: ['projects', projectId, 'traces', 'list'] });
    const to = { to: '/projects/$projectId/traces/$traceId', params: { projectId, traceId } } as const;
    void router.navigate(to).then(() => {
      if (!router.state.location.pathname.endsWith(traceId)) onTurnedBack();
    });
  }, [traceId, projectId, queries, router, onTurnedBack]);
}
