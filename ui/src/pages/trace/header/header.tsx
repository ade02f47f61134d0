import { Badge } from '@/design';
import { formatCount, plural } from '@/lib/format';
import { lookAgainAfter } from '../load/live';
import type { LoadedTrace } from '../load/loaded';
import { HeaderActions } from './actions';
import { BackToTraces } from './back';
import { Facts } from './facts';
import styles from './header.module.css';
import { Services } from './services';

interface TraceHeaderProps {
  projectId: string;
  trace: LoadedTrace;
  /** The panel of a span is over it. */
  covered: boolean;
  series: ReadonlyMap<string, number>;
  /** Spans that came while the page was open. */
  grown: number;
  onSeeGrown: () => void;
  onNextError: () => void;
  onSearch: (text: string) => void;
}

/** What the trace is and what it took, with ways back, on, and out. */
export function TraceHeader({ projectId, trace, covered, series, grown, ...on }: TraceHeaderProps) {
  const { summary } = trace;
  return (
    <header className={styles.header} inert={covered}>
      <div className={styles.bar}>
        <BackToTraces quiet />
        <h1 className={styles.title}>{summary.name || 'Unnamed trace'}</h1>
        <Badge tone={summary.status === 'error' ? 'error' : 'ok'}>
          {summary.status === 'error' ? 'Failed' : 'Succeeded'}
        </Badge>
        {lookAgainAfter(trace) === null ? null : <Running />}
        <Grown count={grown} onSee={on.onSeeGrown} />
        <HeaderActions projectId={projectId} traceId={trace.traceId} />
      </div>
      <Facts projectId={projectId} trace={trace} onNextError={on.onNextError} />
      <Services services={trace.facts.services} series={series} onSearch={on.onSearch} />
    </header>
  );
}

function Running() {
  return (
    <span className={styles.running} title="Spans came just now. More are shown as they come.">
      <span className={styles.pulse} aria-hidden="true" />
      Running
    </span>
  );
}

function Grown({ count, onSee }: { count: number; onSee: () => void }) {
  const text = `${formatCount(count)} new ${plural(count, 'span')}`;
  return (
    <>
      <span className="visually-hidden" role="status">
        {count > 0 ? text : ''}
      </span>
      {count > 0 ? (
        <button type="button" className={styles.grown} onClick={onSee}>
          {text}
        </button>
      ) : null}
    </>
  );
}
