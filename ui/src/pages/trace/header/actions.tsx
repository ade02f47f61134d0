import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, Download } from 'lucide-react';
import { besides } from '@/app/kept-list';
import { buttonClass, CopyButton, IconButton, Tooltip, useShortcuts } from '@/design';
import styles from './header.module.css';

export function HeaderActions({ projectId, traceId }: { projectId: string; traceId: string }) {
  return (
    <div className={styles.actions}>
      <Besides projectId={projectId} traceId={traceId} />
      <CopyButton text={traceId} label="Copy the trace id" />
      <Tooltip content="Download as OTLP/JSON">
        <a
          className={buttonClass('plain')}
          href={`/v1/projects/${encodeURIComponent(projectId)}/traces/${encodeURIComponent(traceId)}?format=otlp`}
          download={`trace-${traceId}.otlp.json`}
        >
          <Download aria-hidden="true" />
          Download
        </a>
      </Tooltip>
    </div>
  );
}

/** The traces above and below this one in the list that one came from. */
function Besides({ projectId, traceId }: { projectId: string; traceId: string }) {
  const navigate = useNavigate();
  const { before, after } = besides(projectId, traceId);
  const go = (id: string | null) => {
    if (id !== null) void navigate(toTrace(projectId, id));
  };
  useShortcuts(
    [
      { keys: 'shift+k', label: 'Previous trace of the list', run: () => go(before) },
      { keys: 'shift+j', label: 'Next trace of the list', run: () => go(after) },
    ],
    before !== null || after !== null,
  );
  if (before === null && after === null) return null;
  return (
    <>
      <Beside
        label="Previous trace"
        keys="shift+k"
        icon={<ChevronUp />}
        projectId={projectId}
        traceId={before}
      />
      <Beside
        label="Next trace"
        keys="shift+j"
        icon={<ChevronDown />}
        projectId={projectId}
        traceId={after}
      />
    </>
  );
}

interface BesideProps {
  label: string;
  keys: string;
  icon: React.ReactNode;
  projectId: string;
  traceId: string | null;
}

function Beside({ label, keys, icon, projectId, traceId }: BesideProps) {
  if (traceId === null) return <IconButton label={label} keys={keys} icon={icon} disabled />;
  return (
    <Tooltip content={label} keys={keys}>
      <Link
        {...toTrace(projectId, traceId)}
        aria-label={label}
        className={buttonClass('quiet', styles.square)}
      >
        {icon}
      </Link>
    </Tooltip>
  );
}

function toTrace(projectId: string, traceId: string) {
  return { to: '/projects/$projectId/traces/$traceId', params: { projectId, traceId } } as const;
}
