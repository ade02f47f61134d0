import type { ReactNode } from 'react';
import styles from './fill.module.css';

/** A page as high as the window, whose list scrolls inside. */
export function Fill({ children }: { children: ReactNode }) {
  return <div className={styles.fill}>{children}</div>;
}
