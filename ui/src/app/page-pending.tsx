import { Loading } from '@/design';
import styles from './page-pending.module.css';

/** While a page's own code or its project loads; pages have skeletons of their own for their data. */
export function PagePending() {
  return (
    <Loading label="Loading the page">
      <div className={styles.line} />
    </Loading>
  );
}
