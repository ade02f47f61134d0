import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { type Stats, statsQuery } from '@/api/overview';
import type { TraceQuery } from '@/api/traces';
import { Skeleton } from '@/design';
import { cx } from '@/lib/css';
import { formatCompact, formatCost, formatCount, formatDuration, formatShare, plural } from '@/lib/format';
import styles from './totals.module.css';

interface TotalsProps {
  projectId: string;
  query: TraceQuery;
  /** What the histogram has counted, which comes first. */
  counted: { count: number; errors: number } | null;
  live: boolean;
  /** How often the person has asked for what is new. */
  refreshed: number;
  children?: ReactNode;
}

const LIVE_MS = 10_000;

/** What the list holds in all: traces, errors, tokens, cost, durations. */
export function Totals({ projectId, query, counted, live, refreshed, children }: TotalsProps) {
  const stats = useQuery({
    ...statsQuery(projectId, query),
    enabled: counted !== null,
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
  });
  const { refetch } = stats;
  useEffect(() => {
    if (refreshed > 0) void refetch();
  }, [refreshed, refetch]);
  return (
    <div className={styles.totals}>
      <dl className={cx(styles.figures, stats.isPlaceholderData && 'outgoing')}>
        <Figure
          name={plural(counted?.count ?? 0, 'trace')}
          value={counted ? formatCount(counted.count) : null}
        />
        <Figure
          name="with errors"
          value={counted ? `${formatCount(counted.errors)}${shareOf(counted)}` : null}
          alarming={(counted?.errors ?? 0) > 0}
        />
        {stats.isError && !stats.data ? null : <Sums stats={stats.data} />}
      </dl>
      {children ? <div className={styles.end}>{children}</div> : null}
    </div>
  );
}

function Sums({ stats }: { stats: Stats | undefined }) {
  const traces = stats?.traces;
  return (
    <>
      <Figure
        name="tokens in"
        value={traces && formatCompact(traces.inputTokens)}
        title={traces?.inputTokens}
      />
      <Figure
        name="tokens out"
        value={traces && formatCompact(traces.outputTokens)}
        title={traces?.outputTokens}
      />
      <Figure name="cost" value={traces && formatCost(traces.cost)} title={traces?.cost} />
      <Figure name="median" value={traces && formatDuration(traces.p50DurationNano)} />
      <Figure name="95 % within" value={traces && formatDuration(traces.p95DurationNano)} />
    </>
  );
}

interface FigureProps {
  name: string;
  value: string | null | undefined;
  title?: number | undefined;
  alarming?: boolean;
}

function Figure({ name, value, title, alarming = false }: FigureProps) {
  return (
    <div className={cx(styles.figure, alarming && styles.alarming)} title={title?.toString()}>
      <dt>{name}</dt>
      <dd>{value ?? <Skeleton width={36} height={10} />}</dd>
    </div>
  );
}

function shareOf({ count, errors }: { count: number; errors: number }): string {
  return errors > 0 && count > 0 ? ` (${formatShare(errors / count)})` : '';
}
