import type { ReactNode } from 'react';
import styles from './section.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{title}</h3>
      {children}
    </section>
  );
}

/** Names and values in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ label, title, children }: { label: ReactNode; title?: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt title={title}>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
