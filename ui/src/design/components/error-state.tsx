import { CircleAlert, FileQuestion, Lock, PlugZap } from 'lucide-react';
import type { ReactNode } from 'react';
import { asApiError } from '@/api/errors';
import { Button } from './button';
import styles from './error-state.module.css';
import { EmptyState } from './state';

interface ErrorStateProps {
  error: unknown;
  /** What was wanted: `The trace`. */
  what?: string;
  retry?: (() => void) | undefined;
  /** Another way on, as a link back to the list. */
  actions?: ReactNode;
  small?: boolean;
  /** `h1` where it is all that the page has. */
  heading?: 'h1' | 'h2';
}

/** Why something cannot be shown, in words for each kind of error. A 401 never gets here: it leads to the sign-in page. */
export function ErrorState({
  error,
  what = 'This',
  retry,
  actions,
  small = false,
  heading = 'h2',
}: ErrorStateProps) {
  const told = asApiError(error);
  const { icon, title, text } = wordsFor(told.status, what, told.message);
  const mayHelp = retry && told.status !== 403 && told.status !== 404;
  return (
    <EmptyState
      role="alert"
      icon={icon}
      title={title}
      small={small}
      heading={heading}
      actions={
        <>
          {mayHelp ? (
            <Button kind="primary" onClick={retry}>
              Try again
            </Button>
          ) : null}
          {actions}
        </>
      }
    >
      <p>{text}</p>
      <code className={styles.code}>{told.code}</code>
    </EmptyState>
  );
}

function wordsFor(status: number, what: string, message: string) {
  if (status === 403) {
    return { icon: <Lock />, title: 'You may not see this', text: sentence(message) };
  }
  if (status === 404) {
    return {
      icon: <FileQuestion />,
      title: `${what} is not here`,
      text: 'It was removed, has never been, or is nothing that you may see.',
    };
  }
  if (status === 0) {
    return { icon: <PlugZap />, title: `${what} cannot be loaded`, text: sentence(message) };
  }
  return { icon: <CircleAlert />, title: `${what} cannot be loaded`, text: sentence(message) };
}

/** The API's messages begin small and end without a stop. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
