import { Loading, Skeleton } from '@/design';
import { useNarrow } from '@/lib/use-media';
import styles from './skeleton.module.css';

const WIDTHS = [62, 48, 75, 55, 68, 40, 58, 71, 50, 64];

/** Rows that hold the place of those to come. */
export function SkeletonRows({ count, label }: { count: number; label: string }) {
  const narrow = useNarrow();
  return (
    <Loading label={label}>
      <div className={styles.rows} aria-hidden="true">
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
          <div key={index} className={narrow ? styles.card : styles.row}>
            <Skeleton width={100} />
            <Skeleton width={`${(WIDTHS[index % WIDTHS.length] ?? 50) * (narrow ? 0.5 : 0.3)}%`} />
            <span className={styles.rest}>
              <Skeleton width={64} />
              {narrow ? null : <Skeleton width={120} />}
              {narrow ? null : <Skeleton width={56} />}
            </span>
          </div>
        ))}
      </div>
    </Loading>
  );
}
