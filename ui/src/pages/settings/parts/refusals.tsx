import { Lock } from 'lucide-react';
import { useSession } from '@/api/session';
import { missing, type Scope } from './permission';
import styles from './refusals.module.css';

interface RefusalsProps {
  /** What the page's actions need. */
  of: readonly Scope[];
  /** Another reason, where the scopes are there. */
  also?: string | null;
}

/** Why some of the page's actions are switched off, where everyone can read it; nothing where all of them work. */
export function Refusals({ of, also = null }: RefusalsProps) {
  const why = missing(useSession(), ...of) ?? also;
  if (why === null) return null;
  return (
    <p className={styles.note}>
      <Lock aria-hidden="true" />
      <span>{why}</span>
    </p>
  );
}
