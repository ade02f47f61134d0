import { Link, Outlet } from '@tanstack/react-router';
import { useProject } from '@/app/project';
import styles from './layout.module.css';

const SECTIONS = [
  { to: '/projects/$projectId/settings/connect', name: 'Connect' },
  { to: '/projects/$projectId/settings/keys', name: 'API keys' },
  { to: '/projects/$projectId/settings/projects', name: 'Projects' },
  { to: '/projects/$projectId/settings/ingest', name: 'Ingest' },
  { to: '/projects/$projectId/settings/audit', name: 'Audit log' },
] as const;

/** The sections of the settings, around each of their pages. */
export function Page() {
  const { id: projectId } = useProject();
  return (
    <div className={styles.layout}>
      <nav aria-label="Settings" className={styles.sections}>
        {SECTIONS.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            params={{ projectId }}
            className={styles.section}
            activeProps={{ className: styles.active ?? '', 'aria-current': 'page' }}
            activeOptions={{ includeSearch: false }}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className={styles.page}>
        <Outlet />
      </div>
    </div>
  );
}
