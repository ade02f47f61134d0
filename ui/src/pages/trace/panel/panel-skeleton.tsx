import { Loading, Skeleton } from '@/design';
import styles from './panel-skeleton.module.css';

export function PanelSkeleton() {
  return (
    <Loading label="Loading the span">
      <div className={styles.tabs}>
        <Skeleton width={84} />
        <Skeleton width={52} />
        <Skeleton width={68} />
        <Skeleton width={40} />
      </div>
      <div className={styles.body}>
        <Skeleton width="30%" />
        <Skeleton width="92%" />
        <Skeleton width="84%" />
        <Skeleton width="60%" />
        <Skeleton width="24%" />
        <Skeleton width="88%" />
        <Skeleton width="70%" />
      </div>
    </Loading>
  );
}
