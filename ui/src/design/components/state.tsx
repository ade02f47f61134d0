import type { ReactNode } from 'react';
import { cx } from '@/lib/css';
import styles from './state.module.css';

interface StateProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  /** What can be done about it. */
  actions?: ReactNode;
  /** `alert` for what went wrong. */
  role?: 'alert' | 'status';
  /** In a panel rather than on a page. */
  small?: boolean;
  /** `h1` where it is all that the page has. */
  heading?: 'h1' | 'h2';
}

/** A page or panel with nothing to show: what it is, why, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  role,
  small = false,
  heading = 'h2',
}: StateProps) {
  const Title = small ? 'p' : heading;
  return (
    <div className={cx(styles.state, small && styles.small)} role={role}>
      {icon ? (
        <div className={styles.icon} aria-hidden="true">
          {icon}
        </div>
      ) : null}
      <Title className={styles.title}>{title}</Title>
      {children ? <div className={styles.text}>{children}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}
