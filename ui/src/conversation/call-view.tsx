import { Badge } from '@/design';
import { cx } from '@/lib/css';
import styles from './call-view.module.css';
import type { CallPart, ResultPart } from './message';
import { ValueView } from './value-view';
import type { ViewMode } from './view-mode';

interface CallViewProps {
  call: CallPart;
  results: readonly ResultPart[];
  mode: ViewMode;
}

/** A call of a tool, and beside it what came of it. */
export function CallView({ call, results, mode }: CallViewProps) {
  const name = call.name || 'A tool without a name';
  return (
    <article className={styles.call} aria-label={`Call of ${name}`}>
      <div className={styles.side}>
        <header className={styles.header}>
          <code className={styles.name}>{name}</code>
          {call.server ? <Badge>Run by the provider</Badge> : null}
          <Id id={call.id} />
        </header>
        <ValueView value={call.given} label="Arguments" mode={mode} />
      </div>
      <div className={cx(styles.side, styles.result)}>
        {results.length === 0 ? (
          <>
            <header className={styles.header}>
              <span className={styles.what}>Result</span>
            </header>
            <p className={styles.none}>No result in these messages</p>
          </>
        ) : (
          results.map((result, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: results have nothing but their order.
            <div key={index} className={styles.answer}>
              <header className={styles.header}>
                <span className={styles.what}>{index === 0 ? 'Result' : `Result ${index + 1}`}</span>
                {result.failed ? <Badge tone="error">Failed</Badge> : null}
              </header>
              <ValueView value={result.came} label="Result" mode={mode} parts />
            </div>
          ))
        )}
      </div>
    </article>
  );
}

/** What a tool gave, where the call of it is not among the messages. */
export function OrphanView({ result, mode }: { result: ResultPart; mode: ViewMode }) {
  return (
    <article className={styles.orphan} aria-label="Result without a call">
      <header className={styles.header}>
        <span className={styles.what}>Result</span>
        {result.name ? <code className={styles.name}>{result.name}</code> : null}
        {result.failed ? <Badge tone="error">Failed</Badge> : null}
        <Badge>The call is not in these messages</Badge>
        <Id id={result.id} />
      </header>
      <ValueView value={result.came} label="Result" mode={mode} parts />
    </article>
  );
}

function Id({ id }: { id: string | null }) {
  if (!id) return null;
  return (
    <span className={styles.id} title={id.slice(0, 500)}>
      {id.slice(0, 100)}
    </span>
  );
}
