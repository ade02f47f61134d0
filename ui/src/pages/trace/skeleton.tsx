import { Loading, Skeleton } from '@/design';
import styles from './skeleton.module.css';

/** Widths and indents, in pixels, of rows as a trace has them. */
const ROWS = [
  [160, 0],
  [220, 14],
  [140, 28],
  [190, 28],
  [120, 42],
  [200, 14],
  [150, 28],
  [170, 28],
  [130, 42],
  [180, 42],
] as const;

/** Holds the places of header, minimap and rows while the trace loads. */
export function TraceSkeleton() {
  return (
    <Loading label="Loading the trace">
      <h1 className="visually-hidden">Trace</h1>
      <div className={styles.bar}>
        <Skeleton width={72} height={14} />
        <Skeleton width={240} height={16} />
      </div>
      <div className={styles.facts}>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <Skeleton key={key} width={92} height={12} />
        ))}
      </div>
      <div className={styles.tools}>
        <Skeleton width={320} height={28} />
      </div>
      <div className={styles.map}>
        <Skeleton height={56} />
      </div>
      <div className={styles.rows}>
        {ROWS.map(([width, indent], index) => (
          <div key={`${width}-${indent}`} className={styles.row}>
            <span style={{ marginLeft: indent }}>
              <Skeleton width={width} height={12} />
            </span>
            <span className={styles.time} style={{ paddingLeft: `${index * 5}%` }}>
              <Skeleton width={`${90 - index * 8}%`} height={10} />
            </span>
          </div>
        ))}
      </div>
    </Loading>
  );
}
