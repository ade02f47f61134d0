import { createContext, use } from 'react';
import type { Trace } from '@/api/traces';
import { cx } from '@/lib/css';
import { formatDuration } from '@/lib/format';
import { barOf } from './scale';
import styles from './timeline-bar.module.css';

/** The duration that a whole bar stands for, in nanoseconds. */
export const TimelineScale = createContext(1_000_000_000);

/** How long the trace took beside the others. One that failed is red and hatched. */
export function TimelineBar({ trace: { durationNano, status } }: { trace: Trace }) {
  const scale = use(TimelineScale);
  const { length, beyond } = barOf(durationNano, scale);
  return (
    <span
      className={styles.track}
      title={`${formatDuration(durationNano)} of ${formatDuration(scale)}`}
      aria-hidden="true"
    >
      <span
        className={cx(styles.bar, status === 'error' && styles.failed, beyond && styles.beyond)}
        style={{ width: `${length * 100}%` }}
      />
    </span>
  );
}
