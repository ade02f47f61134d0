import { memo } from 'react';
import type { Trace } from '@/api/traces';
import { Cost, Duration, Tokens } from '@/design';
import { cx } from '@/lib/css';
import styles from './card.module.css';
import { Models, NameLink, RowReachable, StartTime, TraceState } from './cells';

interface CardProps {
  trace: Trace;
  top: number;
  active: boolean;
  /** Whether the Tab key leads here. */
  reachable: boolean;
  fresh: boolean;
}

/** A trace where there is no room for columns: two lines with what matters most. */
export const TraceCard = memo(function TraceCard({ trace, top, active, reachable, fresh }: CardProps) {
  return (
    <li
      data-trace={trace.traceId}
      data-active={active || undefined}
      className={cx(styles.card, fresh && styles.fresh)}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className={styles.line}>
        <TraceState trace={trace} />
        <RowReachable value={reachable}>
          <NameLink trace={trace} />
        </RowReachable>
        <span className={styles.last}>
          <Duration nano={trace.durationNano} />
        </span>
      </div>
      <div className={cx(styles.line, styles.second)}>
        <StartTime at={trace.startTime} />
        {trace.models.length + trace.providers.length > 0 ? <Models trace={trace} /> : null}
        <span className={styles.last}>
          {trace.inputTokens !== null || trace.outputTokens !== null ? (
            <Tokens input={trace.inputTokens} output={trace.outputTokens} />
          ) : null}
          {trace.cost === null ? null : <Cost dollars={trace.cost} />}
        </span>
      </div>
    </li>
  );
});
