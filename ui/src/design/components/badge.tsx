import { Circle, CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/css';
import styles from './badge.module.css';

export type Tone = 'neutral' | 'accent' | 'ok' | 'error' | 'warn';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={cx(styles.badge, styles[tone])}>{children}</span>;
}

export type Status = 'ok' | 'error' | 'unset';

const SHAPES = { ok: CircleCheck, error: CircleX, unset: Circle } as const;
const NAMES = { ok: 'Succeeded', error: 'Failed', unset: 'No status' } as const;

/** Status by colour and by shape; the word is for who listens, or shown with `withText`. */
export function StatusDot({ status, withText = false }: { status: Status; withText?: boolean }) {
  const Shape = SHAPES[status];
  return (
    <span className={cx(styles.status, styles[status])}>
      <Shape aria-hidden="true" />
      <span className={withText ? undefined : 'visually-hidden'}>{NAMES[status]}</span>
    </span>
  );
}
