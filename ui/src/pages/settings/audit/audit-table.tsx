import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { AuditEntry } from '@/api/audit';
import { AbsoluteTime, Badge, CopyButton, IconButton } from '@/design';
import { formatExact } from '@/lib/format';
import { type Column, type Endless, ScrollTable } from '@/list/scroll-table';
import styles from './audit-table.module.css';
import { useNames } from './use-names';
import { actionWords, detailRows, summaryOf } from './words';

interface AuditTableProps {
  label: string;
  projectId: string;
  entries: readonly AuditEntry[];
  query: Endless;
}

/** Entries of the audit log; each opens to all that it says. */
export function AuditTable({ label, projectId, entries, query }: AuditTableProps) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const names = useNames();
  const toggle = ({ id }: AuditEntry) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  const columns: Column<AuditEntry>[] = [
    {
      name: 'Details',
      cell: (entry) => (
        <IconButton
          label={open.has(entry.id) ? 'Hide details' : 'Show details'}
          aria-expanded={open.has(entry.id)}
          icon={open.has(entry.id) ? <ChevronDown /> : <ChevronRight />}
          onClick={() => toggle(entry)}
        />
      ),
    },
    { name: 'Time', heading: 'Time', cell: (entry) => <AbsoluteTime at={entry.at} /> },
    {
      name: 'Action',
      heading: 'Action',
      cell: (entry) => {
        const { title, tone } = actionWords(entry.action);
        return <Badge tone={tone}>{title}</Badge>;
      },
    },
    {
      name: 'By',
      heading: 'By',
      cell: (entry) => <Subject id={entry.actor} projectId={projectId} names={names} />,
    },
    {
      name: 'Target',
      heading: 'Target',
      cell: (entry) => <Subject id={entry.target} projectId={projectId} names={names} />,
    },
    {
      name: 'What',
      heading: 'What',
      cell: (entry) => {
        const summary = summaryOf(entry.details);
        return (
          <div className={`${styles.cut} ${styles.muted}`} title={summary}>
            {summary}
          </div>
        );
      },
    },
  ];
  return (
    <ScrollTable
      label={label}
      items={entries}
      keyOf={(entry) => String(entry.id)}
      columns={columns}
      template={styles.template}
      rowHeight={34}
      query={query}
      onOpen={toggle}
      below={(entry) => (open.has(entry.id) ? <Details entry={entry} /> : null)}
      ending={entries.length > 0 ? 'This is where the log begins.' : undefined}
    />
  );
}

interface SubjectProps {
  id: string;
  projectId: string;
  names: ReadonlyMap<string, string>;
}

/** Who acted, or what was acted on: a key leads to its page. */
export function Subject({ id, projectId, names }: SubjectProps) {
  const name = names.get(id) ?? id;
  if (!id.startsWith('key_')) {
    return (
      <div className={styles.cut} title={id}>
        {name || '–'}
      </div>
    );
  }
  return (
    <div className={styles.cut} title={id}>
      <Link to="/projects/$projectId/settings/keys/$keyId" params={{ projectId, keyId: id }}>
        {name}
      </Link>
    </div>
  );
}

function Details({ entry }: { entry: AuditEntry }) {
  const rows: [string, string][] = [
    ['time', formatExact(entry.at)],
    ['action', entry.action],
    ['by', entry.actor],
    ['target', entry.target || '–'],
    ['address', entry.address || '–'],
    ...detailRows(entry.details),
  ];
  return (
    <dl className={styles.details}>
      {rows.map(([name, text]) => (
        <div key={name} className={styles.pair}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div className={styles.pair}>
        <dt>entry</dt>
        <dd>
          <CopyButton text={() => JSON.stringify(entry, null, 2)} label="Copy as JSON">
            Copy as JSON
          </CopyButton>
        </dd>
      </div>
    </dl>
  );
}
