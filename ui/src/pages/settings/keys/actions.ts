import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IssuedKey, Key } from '@/api/keys';
import { useSession } from '@/api/session';
import { missing } from '../parts/permission';

/** What is asked or shown in front of the page. A secret is here as long as its dialog is open, and nowhere else. */
export type KeyDialog =
  | { kind: 'create' }
  | { kind: 'rotate'; key: Key }
  | { kind: 'revoke'; key: Key }
  | { kind: 'secret'; issued: IssuedKey; rotated: boolean };

export interface KeyActions {
  dialog: KeyDialog | null;
  create: () => void;
  rotate: (key: Key) => void;
  revoke: (key: Key) => void;
  /** A secret was made: show it, this once. */
  issued: (issued: IssuedKey, rotated: boolean) => void;
  close: () => void;
  /** Reload what a change made old. */
  changed: () => void;
  /** Why it may not be done, null where it may. */
  refusedCreate: string | null;
  refusedRotate: string | null;
  refusedRevoke: string | null;
}

export function useKeyActions(): KeyActions {
  const [dialog, setDialog] = useState<KeyDialog | null>(null);
  const session = useSession();
  const queries = useQueryClient();
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ['keys'] });
    void queries.invalidateQueries({ queryKey: ['audit'] });
  };
  return {
    dialog,
    create: () => setDialog({ kind: 'create' }),
    rotate: (key) => setDialog({ kind: 'rotate', key }),
    revoke: (key) => setDialog({ kind: 'revoke', key }),
    issued: (issued, rotated) => {
      setDialog({ kind: 'secret', issued, rotated });
      changed();
    },
    close: () => setDialog(null),
    changed,
    refusedCreate: missing(session, 'keys:create'),
    refusedRotate: missing(session, 'keys:rotate'),
    refusedRevoke: missing(session, 'keys:revoke'),
  };
}
