import { Link, useNavigate } from '@tanstack/react-router';
import type { Session } from '@/api/sessions';
import { AbsoluteTime, Cost, Duration, Tokens } from '@/design';
import { formatCount } from '@/lib/format';
import { type Column, type Endless, ScrollTable } from '@/list/scroll-table';
import { spanOf } from './length';
import styles from './session-table.module.css';

interface SessionTableProps {
  projectId: string;
  sessions: readonly Session[];
  query: Endless;
}

const TO = '/projects/$projectId/sessions/$sessionId' as const;

export function SessionTable({ projectId, sessions, query }: SessionTableProps) {
  const navigate = useNavigate();
  const columns: Column<Session>[] = [
    {
      name: 'Last activity',
      heading: 'Last activity',
      cell: (session) => <AbsoluteTime at={session.lastTime} />,
    },
    {
      name: 'Session',
      heading: 'Session',
      cell: ({ sessionId }) => (
        <div className={styles.cut} title={sessionId}>
          <Link to={TO} params={{ projectId, sessionId }} className={styles.id}>
            {sessionId}
          </Link>
        </div>
      ),
    },
    { name: 'Users', heading: 'Users', cell: (session) => <Names of={session.users} /> },
    { name: 'Turns', heading: 'Turns', end: true, cell: (session) => formatCount(session.traceCount) },
    { name: 'Spans', heading: 'Spans', end: true, cell: (session) => formatCount(session.spanCount) },
    {
      name: 'Errors',
      heading: 'Errors',
      end: true,
      cell: (session) => <Errors count={session.errorCount} />,
    },
    {
      name: 'Tokens',
      heading: 'Tokens',
      end: true,
      cell: (session) => <Tokens input={session.inputTokens} output={session.outputTokens} />,
    },
    { name: 'Cost', heading: 'Cost', end: true, cell: (session) => <Cost dollars={session.cost} /> },
    { name: 'Models', heading: 'Models', cell: (session) => <Names of={session.models} /> },
    { name: 'Length', heading: 'Length', end: true, cell: (session) => <Duration nano={spanOf(session)} /> },
  ];
  return (
    <ScrollTable
      label="Sessions"
      items={sessions}
      keyOf={(session) => session.sessionId}
      columns={columns}
      template={styles.template}
      rowHeight={34}
      query={query}
      onOpen={({ sessionId }) => void navigate({ to: TO, params: { projectId, sessionId } })}
    />
  );
}

function Names({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span className={styles.none}>–</span>;
  const all = of.join(', ');
  return (
    <div className={styles.cut} title={all}>
      {all}
    </div>
  );
}

function Errors({ count }: { count: number }) {
  return count > 0 ? (
    <span className={styles.errors}>{formatCount(count)}</span>
  ) : (
    <span className={styles.none}>0</span>
  );
}
