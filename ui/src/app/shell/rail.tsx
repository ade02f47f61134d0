import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ListTree, MessagesSquare, Settings } from 'lucide-react';
import { Tooltip, useShortcuts } from '@/design';
import { Mark } from '@/design/components/mark';
import { AccountMenu } from './account-menu';
import { ProjectSwitcher } from './project-switcher';
import styles from './rail.module.css';

const PAGES = [
  { to: '/projects/$projectId/traces', name: 'Traces', icon: <ListTree />, keys: 'g t' },
  { to: '/projects/$projectId/sessions', name: 'Sessions', icon: <MessagesSquare />, keys: 'g s' },
  { to: '/projects/$projectId/settings', name: 'Settings', icon: <Settings />, keys: 'g e' },
] as const;

export function Rail() {
  const { projectId } = useParams({ strict: false });
  return (
    <header className={styles.rail}>
      <div className={styles.top}>
        <Link to="/" className={styles.brand} aria-label="to11, to the start">
          <Mark size={20} />
          <span className={styles.word}>to11</span>
        </Link>
        <ProjectSwitcher />
      </div>
      {projectId ? <Pages projectId={projectId} /> : <div className={styles.pages} />}
      <AccountMenu />
    </header>
  );
}

function Pages({ projectId }: { projectId: string }) {
  const navigate = useNavigate();
  useShortcuts(
    PAGES.map((page) => ({
      keys: page.keys,
      label: `Go to ${page.name.toLowerCase()}`,
      group: 'Everywhere',
      run: () => void navigate({ to: page.to, params: { projectId } }),
    })),
  );
  return (
    <nav aria-label="Project" className={styles.pages}>
      {PAGES.map((page) => (
        <Tooltip key={page.to} content={page.name} keys={page.keys} side="right">
          <Link
            to={page.to}
            params={{ projectId }}
            className={styles.link}
            activeProps={{ className: styles.active ?? '', 'aria-current': 'page' }}
            activeOptions={{ includeSearch: false }}
          >
            {page.icon}
            <span className={styles.name}>{page.name}</span>
          </Link>
        </Tooltip>
      ))}
    </nav>
  );
}
