import type { ReactNode } from 'react';
import type { Key } from '@/api/keys';
import { Badge, useNow } from '@/design';
import { cx } from '@/lib/css';
import { formatDay, formatExact } from '@/lib/format';
import styles from './key-cells.module.css';
import { reachOf, type Tenancy } from './reach';
import { PRESET_NAMES, presetOf } from './scopes';
import { keyState, STATE_NAMES, STATE_TONES } from './state';

/** A line, and a smaller one below it. */
export function Two({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <div className={styles.two}>
      <div className={styles.line}>{first}</div>
      <div className={cx(styles.line, styles.small)}>{second}</div>
    </div>
  );
}

export function Access({ scopes }: { scopes: readonly string[] }) {
  const all = scopes.join(', ');
  return <Two first={PRESET_NAMES[presetOf(scopes)]} second={<span title={all}>{all}</span>} />;
}

export function Reach({ of, tenancy }: { of: Key; tenancy: Tenancy }) {
  const { kind, name } = reachOf(of, tenancy);
  return <Two first={<span title={name}>{name}</span>} second={kind} />;
}

export function State({ of }: { of: Key }) {
  const state = keyState(of, useNow());
  return <Badge tone={STATE_TONES[state]}>{STATE_NAMES[state]}</Badge>;
}

/** A day, with the time of it on hover. */
export function Day({ at, none }: { at: string | null; none: string }) {
  if (at === null) return <span className={styles.small}>{none}</span>;
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatDay(at)}
    </time>
  );
}
