import { Link } from '@tanstack/react-router';
import type { Turn } from '@/api/sessions';
import { Conversation } from '@/conversation';
import { AbsoluteTime, Cost, Duration, StatusDot, Tokens } from '@/design';
import { cx } from '@/lib/css';
import { formatCount } from '@/lib/format';
import styles from './turn.module.css';

interface TurnViewProps {
  projectId: string;
  turn: Turn;
  /** From 1 on. */
  number: number;
  /** Where the person has jumped to. */
  current: boolean;
}

const TRACE = '/projects/$projectId/traces/$traceId' as const;

/** A trace of the session: when it was and what it took, then what it adds to what was said. */
export function TurnView({ projectId, turn, number, current }: TurnViewProps) {
  const params = { projectId, traceId: turn.traceId };
  return (
    <article
      className={cx(styles.turn, current && styles.current)}
      aria-label={`Turn ${number}: ${turn.name}`}
      aria-current={current || undefined}
    >
      <header className={styles.bar}>
        <span className={styles.number}>{formatCount(number)}</span>
        <StatusDot status={turn.status} />
        <Link to={TRACE} params={params} className={styles.name} title={turn.name}>
          {turn.name}
        </Link>
        <AbsoluteTime at={turn.startTime} />
        <span className={styles.figures}>
          <Duration nano={turn.durationNano} />
          <Tokens input={turn.inputTokens} output={turn.outputTokens} />
          <Cost dollars={turn.cost} />
        </span>
      </header>
      {turn.messages.length === 0 ? (
        <p className={styles.none}>Nothing new was said in this trace.</p>
      ) : (
        <Conversation
          messages={turn.messages.map(({ role, parts, finishReason }) => ({
            role,
            parts,
            finish_reason: finishReason,
          }))}
          truncated={turn.truncated}
          aside={(index) => {
            const spanId = turn.messages[index]?.spanId;
            return spanId ? (
              <Link to={TRACE} params={params} search={{ span: spanId }}>
                Open span
              </Link>
            ) : null;
          }}
        />
      )}
    </article>
  );
}
