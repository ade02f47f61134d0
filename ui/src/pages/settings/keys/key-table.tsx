import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, RotateCw, Trash2 } from 'lucide-react';
import type { Key } from '@/api/keys';
import { IconButton, Menu, MenuItem, RelativeTime } from '@/design';
import { type Column, type Endless, ScrollTable } from '@/list/scroll-table';
import type { KeyActions } from './actions';
import { Access, Day, Reach, State, Two } from './key-cells';
import styles from './key-table.module.css';
import type { Tenancy } from './reach';
import { isLive } from './state';

interface KeyTableProps {
  projectId: string;
  keys: readonly Key[];
  tenancy: Tenancy;
  actions: KeyActions;
  query: Endless;
}

export function KeyTable({ projectId, keys, tenancy, actions, query }: KeyTableProps) {
  const navigate = useNavigate();
  const to = '/projects/$projectId/settings/keys/$keyId' as const;
  const columns: Column<Key>[] = [
    {
      name: 'Name',
      heading: 'Name',
      cell: (key) => (
        <Two
          first={
            <Link to={to} params={{ projectId, keyId: key.id }} className={styles.name} title={key.name}>
              {key.name}
            </Link>
          }
          second={<code>{key.hint}</code>}
        />
      ),
    },
    { name: 'Access', heading: 'Access', cell: (key) => <Access scopes={key.scopes} /> },
    { name: 'Reach', heading: 'Reach', cell: (key) => <Reach of={key} tenancy={tenancy} /> },
    { name: 'Created', heading: 'Created', cell: (key) => <Day at={key.createdAt} none="" /> },
    {
      name: 'Last used',
      heading: 'Last used',
      cell: (key) =>
        key.lastUsedAt === null ? <Day at={null} none="Never" /> : <RelativeTime at={key.lastUsedAt} />,
    },
    { name: 'Expires', heading: 'Expires', cell: (key) => <Day at={key.expiresAt} none="Never" /> },
    {
      name: 'State',
      heading: 'State',
      cell: (key) => <Two first={<State of={key} />} second={key.environment === 'live' ? 'Live' : 'Test'} />,
    },
    { name: 'Actions', cell: (key) => <RowMenu of={key} actions={actions} /> },
  ];
  return (
    <ScrollTable
      label="API keys"
      items={keys}
      keyOf={(key) => key.id}
      columns={columns}
      template={styles.template}
      rowHeight={52}
      query={query}
      onOpen={(key) => void navigate({ to, params: { projectId, keyId: key.id } })}
    />
  );
}

function RowMenu({ of, actions }: { of: Key; actions: KeyActions }) {
  if (!isLive(of, Date.now())) return null;
  return (
    <Menu align="end" trigger={<IconButton label={`Actions for ${of.name}`} icon={<Ellipsis />} />}>
      <MenuItem
        icon={<RotateCw />}
        disabled={actions.refusedRotate !== null}
        onSelect={() => actions.rotate(of)}
      >
        Rotate …
      </MenuItem>
      <MenuItem
        icon={<Trash2 />}
        danger
        disabled={actions.refusedRevoke !== null}
        onSelect={() => actions.revoke(of)}
      >
        Revoke …
      </MenuItem>
    </Menu>
  );
}
