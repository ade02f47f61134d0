import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '@/api/sessions';
import { AbsoluteTime, Cost, Duration, Tokens } from '@/design';
import { formatCount } from '@/lib/format';
import { spanOf } from '../sessions/length';
import styles from './page.module.css';

/** What the whole session took. */
export function Totals({ session, projectId }: { session: Session; projectId: string }) {
  return (
    <dl className={styles.totals}>
      <Total name="Turns">{formatCount(session.traceCount)}</Total>
      <Total name="Errors">{formatCount(session.errorCount)}</Total>
      <Total name="Spans">{formatCount(session.spanCount)}</Total>
      <Total name="Tokens">
        <Tokens input={session.inputTokens} output={session.outputTokens} />
      </Total>
      <Total name="Cost">
        <Cost dollars={session.cost} />
      </Total>
      <Total name="First">
        <AbsoluteTime at={session.startTime} />
      </Total>
      <Total name="Last">
        <AbsoluteTime at={session.lastTime} />
      </Total>
      {session.traceCount > 1 ? (
        <Total name="Length">
          <Duration nano={spanOf(session)} />
        </Total>
      ) : null}
      {session.users.length > 0 ? (
        <Total name={session.users.length === 1 ? 'User' : 'Users'}>
          {session.users.map((user, index) => (
            <span key={user}>
              {index > 0 ? ', ' : null}
              <Link to="/projects/$projectId/sessions" params={{ projectId }} search={ofUser(user)}>
                {user}
              </Link>
            </span>
          ))}
        </Total>
      ) : null}
      {session.models.length > 0 ? <Total name="Models">{session.models.join(', ')}</Total> : null}
    </dl>
  );
}

function ofUser(user: string) {
  return { user: [user], window: '60d' };
}

function Total({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.total}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
