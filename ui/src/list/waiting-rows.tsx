import { Loading, Skeleton } from '@/design';
import styles from './waiting-rows.module.css';

/** Holds the place of a list's rows. */
export function WaitingRows({ label, height, count = 8 }: { label: string; height: number; count?: number }) {
  return (
    <Loading label={label}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div key={index} className={styles.row} style={{ height }}>
          <Skeleton width="32%" />
          <Skeleton width="14%" />
          <Skeleton width="20%" />
        </div>
      ))}
    </Loading>
  );
}
