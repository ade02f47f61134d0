import { Lock } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useId } from 'react';
import { useSession } from '@/api/session';
import { Button, EmptyState, Tooltip } from '@/design';
import styles from './needs.module.css';
import { missing, type Scope } from './permission';

interface NeedsProps {
  scope: Scope;
  /** What the scope lets see: `The audit log`. */
  what: string;
  /** In a part of a page. */
  small?: boolean;
  children: ReactNode;
}

/** The page, or why it is not shown. */
export function Needs({ scope, what, small = false, children }: NeedsProps) {
  const session = useSession();
  if (missing(session, scope) === null) return children;
  return (
    <EmptyState icon={<Lock />} title="You may not see this" role="status" small={small}>
      <p>
        {what} needs the scope <code>{scope}</code>, which {session.actor.name} does not hold. Sign in with a
        key that does, or ask whoever made yours.
      </p>
    </EmptyState>
  );
}

interface ActionButtonProps extends ComponentProps<typeof Button> {
  /** Why it cannot be pressed, if it cannot. It keeps its place and tells so. */
  refused: string | null;
}

/** A button that says why it does nothing, to who points at it and to who listens. */
export function ActionButton({ refused, onClick, ...rest }: ActionButtonProps) {
  const id = useId();
  if (refused === null) return <Button {...rest} onClick={onClick} />;
  return (
    <>
      <Tooltip content={refused}>
        <Button {...rest} className={styles.refused} aria-disabled="true" aria-describedby={id} />
      </Tooltip>
      <span id={id} className="visually-hidden">
        {refused}
      </span>
    </>
  );
}
