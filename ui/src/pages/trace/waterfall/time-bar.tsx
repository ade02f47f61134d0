import { cx } from '@/lib/css';
import { formatDuration } from '@/lib/format';
import type { Stretch } from '../model/axis';
import { barOf, type Piece } from '../model/bar';
import type { SpanColumns } from '../model/columns';
import styles from './time-bar.module.css';

interface TimeBarProps {
  columns: SpanColumns;
  span: number;
  stretch: Stretch;
  failed: boolean;
}

/** The span on the time axis; of a streamed answer, what was before its first token is paler. */
export function TimeBar({ columns, span, stretch, failed }: TimeBarProps) {
  const start = columns.start[span] ?? 0;
  const duration = columns.duration[span] ?? 0;
  const first = columns.firstToken[span] ?? Number.NaN;
  const bar = barOf(start, duration, first, stretch);
  const streams = bar.answering !== null || bar.first !== null;
  const told = [
    `starts at ${formatDuration(start)}`,
    `takes ${formatDuration(duration)}`,
    Number.isNaN(first) ? null : `first token after ${formatDuration(first)}`,
  ]
    .filter(Boolean)
    .join(', ');
  const tone = failed && styles.failed;
  return (
    <div role="gridcell" className={styles.cell} aria-label={told} title={told}>
      <div className={styles.track}>
        {bar.whole ? (
          <div
            className={cx(styles.bar, streams && styles.waits, tone)}
            style={placed(bar.whole)}
            data-part={streams ? 'waiting' : 'whole'}
          />
        ) : null}
        {bar.answering ? (
          <div className={cx(styles.bar, tone)} style={placed(bar.answering)} data-part="answering" />
        ) : null}
        {bar.first === null ? null : (
          <div className={styles.first} style={{ left: percent(bar.first) }} data-part="first-token" />
        )}
        {bar.beyond ? <div className={cx(styles.beyond, styles[bar.beyond])} data-part="beyond" /> : null}
      </div>
    </div>
  );
}

function placed({ left, width }: Piece): { left: string; width: string } {
  return { left: percent(left), width: percent(width) };
}

function percent(share: number): string {
  return `${share * 100}%`;
}
