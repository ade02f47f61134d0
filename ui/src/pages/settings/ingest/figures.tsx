import type { ReactNode } from 'react';
import type { Ingest } from '@/api/ingest';
import { cx } from '@/lib/css';
import { formatBytes, formatCompact, formatCount, formatMany, formatSeconds, plural } from '@/lib/format';
import styles from './figures.module.css';

/** The account in numbers. */
export function Figures({ account }: { account: Ingest }) {
  const { accepted, rejectedSpans, refusedRequests, lag } = account;
  return (
    <dl className={styles.figures}>
      <Figure
        name="Accepted spans"
        exact={formatCount(accepted.spans)}
        number={formatCompact(accepted.spans)}
        more={`${formatCompact(accepted.requests)} ${plural(accepted.requests, 'request')}, ${formatBytes(accepted.bytes)}`}
      />
      <Figure
        name="Rejected spans"
        bad={rejectedSpans > 0}
        exact={formatCount(rejectedSpans)}
        number={formatCompact(rejectedSpans)}
        more="left out of accepted requests"
      />
      <Figure
        name="Refused requests"
        bad={refusedRequests > 0}
        exact={formatCount(refusedRequests)}
        number={formatCompact(refusedRequests)}
        more="turned away whole"
      />
      <Figure
        name="Lag"
        exact={formatMany(lag.spooledBytes, 'byte')}
        number={lag.spooledBytes === 0 ? 'None' : formatSeconds(lag.oldestSeconds)}
        more={
          lag.spooledBytes === 0
            ? 'nothing waits for the store'
            : `${formatBytes(lag.spooledBytes)} of all projects wait for the store`
        }
      />
    </dl>
  );
}

interface FigureProps {
  name: string;
  number: string;
  /** All digits, on hover. */
  exact: string;
  more: ReactNode;
  bad?: boolean;
}

function Figure({ name, number, exact, more, bad = false }: FigureProps) {
  return (
    <div className={cx(styles.figure, bad && styles.bad)}>
      <dt className={styles.name}>{name}</dt>
      <dd>
        <div className={styles.number} title={exact}>
          {number}
        </div>
        <div className={styles.more}>{more}</div>
      </dd>
    </div>
  );
}
