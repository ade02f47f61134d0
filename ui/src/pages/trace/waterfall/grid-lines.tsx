import type { Tick } from '../model/axis';
import styles from './tree-grid.module.css';

/** The ticks of the axis, drawn down behind the rows. */
export function GridLines({ ticks }: { ticks: readonly Tick[] }) {
  return (
    <div className={styles.lines} aria-hidden="true">
      <div className={styles.linesArea}>
        {ticks.map((tick) => (
          <span key={tick.at} className={styles.line} style={{ left: `${tick.share * 100}%` }} />
        ))}
      </div>
    </div>
  );
}
