/** What stands in the cells. All of it is someone else's text, and may be empty, long, or many. */

import { Link, useParams } from '@tanstack/react-router';
import { createContext, use } from 'react';
import type { Trace } from '@/api/traces';
import { ProviderIcon, StatusDot } from '@/design';
import { formatCount, formatExact, formatMany, formatMoment } from '@/lib/format';
import styles from './cells.module.css';

/** Whether the Tab key leads into this row. */
export const RowReachable = createContext(false);

export function StartTime({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${formatExact(at)}\n${at}`}>
      {formatMoment(at)}
    </time>
  );
}

export function TraceState({ trace: { status, errorCount } }: { trace: Trace }) {
  const errors = `${formatMany(errorCount, 'span')} with errors`;
  return (
    <span className={styles.state} title={errorCount > 0 ? errors : undefined}>
      <StatusDot status={status} />
      {errorCount > 1 ? (
        <span className={styles.errors}>
          <span aria-hidden="true">{formatCount(errorCount)}</span>
          <span className="visually-hidden">{errors}</span>
        </span>
      ) : null}
    </span>
  );
}

function useProjectId(): string {
  return useParams({ strict: false }).projectId ?? '';
}

/** The link of the row: its area is the whole row. */
export function NameLink({ trace }: { trace: Trace }) {
  const projectId = useProjectId();
  const reachable = use(RowReachable);
  return (
    <Link
      to="/projects/$projectId/traces/$traceId"
      params={{ projectId, traceId: trace.traceId }}
      className={styles.name}
      data-row-link=""
      tabIndex={reachable ? 0 : -1}
      title={trace.name}
      preload={false}
    >
      {trace.name || 'No name'}
    </Link>
  );
}

export function Service({ trace: { serviceName, services } }: { trace: Trace }) {
  return <More first={serviceName} all={services} />;
}

export function Models({ trace: { providers, models, operations } }: { trace: Trace }) {
  const [provider] = providers;
  const [model] = models;
  if (provider === undefined && model === undefined) return <None />;
  const title = [...providers, ...models, ...operations].join(', ');
  return (
    <span className={styles.models} title={title}>
      {providers.slice(0, 2).map((name) => (
        <ProviderIcon key={name} provider={name} />
      ))}
      <span className={styles.text}>{model ?? provider}</span>
      <Others count={models.length - 1} />
    </span>
  );
}

export function SessionLink({ sessions }: { sessions: readonly string[] }) {
  const projectId = useProjectId();
  const reachable = use(RowReachable);
  const [session] = sessions;
  if (session === undefined) return <None />;
  return (
    <span className={styles.more}>
      <Link
        to="/projects/$projectId/sessions/$sessionId"
        params={{ projectId, sessionId: session }}
        className={styles.session}
        tabIndex={reachable ? 0 : -1}
        title={sessions.join(', ')}
        preload={false}
      >
        {session}
      </Link>
      <Others count={sessions.length - 1} />
    </span>
  );
}

export function TraceIdText({ id }: { id: string }) {
  return (
    <code className={styles.id} title={id}>
      <span aria-hidden="true">{id.slice(0, 8)}</span>
      <span className="visually-hidden">{id}</span>
    </code>
  );
}

function More({ first, all }: { first: string; all: readonly string[] }) {
  if (!first && all.length === 0) return <None />;
  return (
    <span className={styles.more} title={all.join(', ') || first}>
      <span className={styles.text}>{first || all[0]}</span>
      <Others count={all.length - 1} />
    </span>
  );
}

function Others({ count }: { count: number }) {
  return count > 0 ? <span className={styles.others}>+{count}</span> : null;
}

export function None() {
  return <span className={styles.none}>–</span>;
}
