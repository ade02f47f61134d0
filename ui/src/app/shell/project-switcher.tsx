import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { projectsQuery } from '@/api/projects';
import { Combobox, Skeleton, useShortcuts } from '@/design';
import styles from './project-switcher.module.css';

/** Which project is looked at, and the way to another one. A key of one project has no other to go to. */
export function ProjectSwitcher() {
  const { data: projects, isError } = useQuery(projectsQuery);
  const { projectId } = useParams({ strict: false });
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const many = (projects?.length ?? 0) > 1 || (projects?.length === 1 && projectId === undefined);
  useShortcuts(
    [{ keys: 'g p', label: 'Go to another project', group: 'Everywhere', run: () => setOpen(true) }],
    many,
  );
  if (projects === undefined && !isError) {
    return (
      <div className={styles.box}>
        <Skeleton width={120} />
      </div>
    );
  }
  const name = projects?.find((project) => project.id === projectId)?.name ?? projectId ?? 'No project';
  if (!many) {
    return (
      <div className={styles.box} title={projectId}>
        <span className={styles.name}>{name}</span>
      </div>
    );
  }
  return (
    <Combobox
      name={`Project: ${name}`}
      label="Search projects"
      none="No such project."
      options={(projects ?? []).map((project) => ({ value: project.id, label: project.name }))}
      value={projectId ?? null}
      onChange={(next) => void navigate({ to: '/projects/$projectId/traces', params: { projectId: next } })}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={styles.button}>
          <span className={styles.name}>{name}</span>
          <ChevronsUpDown aria-hidden="true" />
        </button>
      }
    />
  );
}
