import type { ReactNode } from 'react';
import styles from './skeleton.module.css';

type Size = number | string;

/** Holds the place of what comes: give it the size of that, and nothing moves when it comes. */
export function Skeleton({ width = '100%', height = 12 }: { width?: Size; height?: Size }) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden="true" />;
}

/** Around skeletons: says once to who listens that something is loading. */
export function Loading({ label = 'Loading', children }: { label?: string; children?: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {children}
    </div>
  );
}
