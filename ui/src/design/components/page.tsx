import type { ReactNode } from 'react';
import { cx } from '@/lib/css';
import styles from './page.module.css';

interface PageHeaderProps {
  title: ReactNode;
  /** Beside the title, small: a count, an id. */
  aside?: ReactNode;
  /** At the right end. */
  actions?: ReactNode;
}

/** The bar at the top of a page; it has the page's only `<h1>`. */
export function PageHeader({ title, aside, actions }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{title}</h1>
      {aside ? <div className={styles.aside}>{aside}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </header>
  );
}

/** What is below the header, with the page's margins; `narrow` for text and forms. */
export function PageBody({ narrow = false, children }: { narrow?: boolean; children: ReactNode }) {
  return <div className={cx(styles.body, narrow && styles.narrow)}>{children}</div>;
}
