import { type ReactNode, useId } from 'react';
import styles from './section.module.css';

interface SectionProps {
  title: string;
  about?: ReactNode;
  children: ReactNode;
}

/** A part of a settings page under a heading of its own. */
export function Section({ title, about, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div>
        <h2 id={id} className={styles.heading}>
          {title}
        </h2>
        {about ? <p className={styles.about}>{about}</p> : null}
      </div>
      {children}
    </section>
  );
}
