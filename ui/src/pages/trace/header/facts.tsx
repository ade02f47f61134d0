import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { AbsoluteTime, Cost, Duration, Tokens } from '@/design';
import { formatCount } from '@/lib/format';
import type { LoadedTrace } from '../load/loaded';
import styles from './header.module.css';

interface FactsProps {
  projectId: string;
  trace: LoadedTrace;
  onNextError: () => void;
}

/** Totals and what the trace belongs to; what no span says is left out. */
export function Facts({ projectId, trace, onNextError }: FactsProps) {
  const { summary } = trace;
  const used = summary.inputTokens !== null || summary.outputTokens !== null;
  return (
    <dl className={styles.facts}>
      <Fact name="Started">
        <AbsoluteTime at={summary.startTime} />
      </Fact>
      <Fact name="Duration">
        <Duration nano={summary.durationNano} />
      </Fact>
      <Fact name="Spans">{formatCount(summary.spanCount)}</Fact>
      {summary.errorCount > 0 ? (
        <Fact name="Errors">
          <button
            type="button"
            className={styles.errors}
            title="Go to the next error (e)"
            onClick={onNextError}
          >
            {formatCount(summary.errorCount)}
          </button>
        </Fact>
      ) : null}
      {used ? (
        <Fact name="Tokens">
          <Tokens input={summary.inputTokens} output={summary.outputTokens} />
        </Fact>
      ) : null}
      {summary.cost !== null ? (
        <Fact name="Cost">
          <Cost dollars={summary.cost} />
        </Fact>
      ) : null}
      <Names name="Model" many="Models" values={summary.models} />
      {summary.sessions.length > 0 ? (
        <Fact name={summary.sessions.length > 1 ? 'Sessions' : 'Session'}>
          {summary.sessions.map((sessionId) => (
            <Link
              key={sessionId}
              to="/projects/$projectId/sessions/$sessionId"
              params={{ projectId, sessionId }}
              search={{ trace: trace.traceId }}
              className={styles.value}
              title={sessionId}
            >
              {sessionId}
            </Link>
          ))}
        </Fact>
      ) : null}
      <Names name="User" many="Users" values={summary.users} />
      <Names name="Environment" many="Environments" values={summary.environments} />
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const SHOWN = 2;

function Names({ name, many, values }: { name: string; many: string; values: readonly string[] }) {
  if (values.length === 0) return null;
  const more = values.length - SHOWN;
  return (
    <Fact name={values.length > 1 ? many : name}>
      <span className={styles.value} title={values.join('\n')}>
        {values.slice(0, SHOWN).join(', ')}
        {more > 0 ? ` +${more}` : ''}
      </span>
    </Fact>
  );
}
