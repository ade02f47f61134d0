import { KeyRound } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { asApiError } from '@/api/errors';
import type { Credential } from '@/api/session';
import { Button, sentence, TextField } from '@/design';
import { formatMany } from '@/lib/format';
import styles from './page.module.css';

interface KeyFormProps {
  error: unknown;
  /** What failed was the link, not a key. */
  byLink: boolean;
  busy: boolean;
  onEnter: (credential: Credential) => void;
}

export function KeyForm({ error, byLink, busy, onEnter }: KeyFormProps) {
  const [key, setKey] = useState('');
  const [missing, setMissing] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const credential = key.trim();
    setMissing(credential === '');
    if (credential !== '') onEnter({ credential });
  };
  const told = error ? wordsFor(error, byLink) : undefined;
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      {told && byLink ? (
        <p className={styles.linkError} role="alert">
          {told}
        </p>
      ) : null}
      <TextField
        label="API key"
        type="password"
        name="key"
        placeholder="to11_live_…"
        autoComplete="current-password"
        autoFocus
        icon={<KeyRound aria-hidden="true" />}
        value={key}
        onChange={(event) => setKey(event.target.value)}
        error={missing ? 'Enter a key.' : byLink ? undefined : told}
        hint="A key with the scope traces:read."
      />
      <Button kind="primary" type="submit" busy={busy}>
        Sign in
      </Button>
      <p className={styles.note}>
        Or open the link that <code>to11 serve</code> prints when it starts, or <code>to11 sign-in-link</code>{' '}
        at any time. A link works once, for a short while.
      </p>
    </form>
  );
}

/** What to do about it, rather than what the server said. */
export function wordsFor(error: unknown, byLink: boolean): string {
  const { status, message, retryAfter } = asApiError(error);
  if (status === 401) {
    return byLink
      ? 'This link has been used, or is too old. Enter a key, or get a new link.'
      : 'This key is unknown, expired or revoked.';
  }
  if (status === 403) return 'This key may not read traces: it lacks the scope traces:read.';
  if (status === 429) {
    return retryAfter === null
      ? 'Too many tries. Wait a little, then try again.'
      : `Too many tries. Try again in ${formatMany(retryAfter, 'second')}.`;
  }
  if (status === 400)
    return byLink ? 'This link is not whole.' : 'This is no API key: one begins with to11_.';
  return sentence(message);
}
