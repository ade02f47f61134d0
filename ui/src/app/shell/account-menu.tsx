import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUser, Keyboard, KeyRound, LogOut, Terminal } from 'lucide-react';
import { asApiError } from '@/api/errors';
import { sessionQuery, signOut, useSession } from '@/api/session';
import { Menu, MenuItem, MenuSeparator, sentence, toast } from '@/design';
import { ThemeChoice } from '@/design/components/theme-menu';
import styles from './account-menu.module.css';

/** Who is signed in, the theme, the keys, and the way out. */
export function AccountMenu() {
  const session = useSession();
  useQuery(sessionQuery); // Asked again when one comes back to the page: a session that has ended is noticed.
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      toast('Not signed out', 'error', sentence(asApiError(error).message));
      return;
    }
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: '/sign-in' });
  };
  const operator = session.actor.kind === 'operator';
  return (
    <Menu
      side="top"
      trigger={
        <button type="button" className={styles.button} aria-label={`Signed in as ${session.actor.name}`}>
          <CircleUser aria-hidden="true" />
          <span className={styles.name}>{session.actor.name}</span>
        </button>
      }
    >
      <div className={styles.who}>
        {operator ? <Terminal aria-hidden="true" /> : <KeyRound aria-hidden="true" />}
        <div>
          <div className={styles.actor}>{session.actor.name}</div>
          <div className={styles.reach}>
            {operator ? 'The operator: sees all projects' : reachOf(session.scopeClass)}
          </div>
        </div>
      </div>
      <MenuSeparator />
      <ThemeChoice />
      <MenuSeparator />
      <MenuItem icon={<Keyboard />} keys="?" onSelect={showKeys}>
        Keys
      </MenuItem>
      <MenuItem icon={<LogOut />} onSelect={() => void leave()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}

function reachOf(scopeClass: string | null): string {
  return scopeClass === null
    ? 'A key'
    : `A key of ${scopeClass === 'organization' ? 'an' : 'a'} ${scopeClass}`;
}

/** The menu has to be gone before the dialog takes the focus. */
function showKeys(): void {
  setTimeout(() => window.dispatchEvent(new KeyboardEvent('keydown', { key: '?', cancelable: true })), 0);
}
