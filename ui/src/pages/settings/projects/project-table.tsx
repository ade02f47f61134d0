import { Link } from '@tanstack/react-router';
import { Pencil } from 'lucide-react';
import type { Project } from '@/api/projects';
import { Badge, IconButton } from '@/design';
import { formatMany } from '@/lib/format';
import { type Column, type Endless, ScrollTable } from '@/list/scroll-table';
import { Day } from '../keys/key-cells';
import { Copied } from '../parts/facts';
import { CAPTURE_NAMES, CAPTURE_WORDS } from './form';
import styles from './project-table.module.css';

interface ProjectTableProps {
  projects: readonly Project[];
  /** The open one. */
  projectId: string;
  usualDays: number | null;
  mayChange: boolean;
  onChange: (project: Project) => void;
}

/** All of it has come. */
const WHOLE: Endless = {
  hasNextPage: false,
  isFetchingNextPage: false,
  isFetchNextPageError: false,
  fetchNextPage: () => undefined,
};

export function ProjectTable({ projects, projectId, usualDays, mayChange, onChange }: ProjectTableProps) {
  const columns: Column<Project>[] = [
    {
      name: 'Name',
      heading: 'Name',
      cell: (project) => (
        <div className={styles.line}>
          <Link
            to="/projects/$projectId/traces"
            params={{ projectId: project.id }}
            className={`${styles.cut} ${styles.name}`}
            title={project.name}
          >
            {project.name}
          </Link>
          {project.id === projectId ? <Badge tone="accent">Open</Badge> : null}
        </div>
      ),
    },
    {
      name: 'Id',
      heading: 'Id',
      cell: (project) => <Copied text={project.id} label={`id of ${project.name}`} />,
    },
    {
      name: 'Capture',
      heading: 'Capture',
      cell: ({ capture }) => (
        <span
          className={capture === null ? styles.muted : undefined}
          title={CAPTURE_WORDS[capture ?? 'default']}
        >
          {CAPTURE_NAMES[capture ?? 'default']}
        </span>
      ),
    },
    {
      name: 'Kept for',
      heading: 'Kept for',
      cell: (project) => <Kept project={project} usualDays={usualDays} />,
    },
    { name: 'Created', heading: 'Created', cell: (project) => <Day at={project.createdAt} none="" /> },
    {
      name: 'Change',
      cell: (project) =>
        mayChange ? (
          <IconButton label={`Change ${project.name}`} icon={<Pencil />} onClick={() => onChange(project)} />
        ) : null,
    },
  ];
  return (
    <ScrollTable
      label="Projects"
      items={projects}
      keyOf={(project) => project.id}
      columns={columns}
      template={styles.template}
      rowHeight={40}
      query={WHOLE}
      {...(mayChange ? { onOpen: onChange } : {})}
    />
  );
}

function Kept({ project, usualDays }: { project: Project; usualDays: number | null }) {
  const { retentionDays } = project;
  if (retentionDays !== null) return <>{formatMany(retentionDays, 'day')}</>;
  return (
    <span className={styles.muted}>
      {usualDays === null ? 'Default' : `${formatMany(usualDays, 'day')} (default)`}
    </span>
  );
}
