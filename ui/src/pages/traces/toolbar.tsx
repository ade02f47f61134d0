import type { Table } from '@tanstack/react-table';
import { RefreshCw } from 'lucide-react';
import type { Trace } from '@/api/traces';
import { Button, IconButton, Tooltip, useShortcuts } from '@/design';
import type { ListSearch } from '@/filters/fields';
import { timeOf } from '@/filters/fields';
import { TimePicker } from '@/filters/time-picker';
import type { ListState } from '@/filters/use-list-state';
import { cx } from '@/lib/css';
import { ColumnsMenu } from './columns-menu';
import { ExportMenu } from './export-menu';
import type { ColumnLayout } from './table/layout';
import styles from './toolbar.module.css';

interface ToolbarProps {
  projectId: string;
  search: ListSearch;
  state: ListState;
  table: Table<Trace>;
  layout: ColumnLayout;
  narrow: boolean;
  refreshing: boolean;
  onRefresh: () => void;
}

/** What can be done with the list as a whole, and which times it shows. */
export function Toolbar({
  projectId,
  search,
  state,
  table,
  layout,
  narrow,
  refreshing,
  onRefresh,
}: ToolbarProps) {
  const live = search.live ?? false;
  const toggle = () => state.setLive(!live);
  useShortcuts([
    { keys: 'l', label: 'Live tail on or off', group: 'Traces', run: toggle },
    { keys: 'r', label: 'Look for new traces', group: 'Traces', run: onRefresh },
  ]);
  return (
    <>
      <Tooltip content={live ? 'New traces are added as they come' : 'Add new traces as they come'} keys="l">
        <Button kind="quiet" aria-pressed={live} onClick={toggle}>
          <span className={cx(styles.dot, live && styles.live)} aria-hidden="true" />
          Live
        </Button>
      </Tooltip>
      <IconButton
        label="Look for new traces"
        keys="r"
        icon={<RefreshCw className={cx(refreshing && styles.turning)} />}
        onClick={onRefresh}
      />
      {narrow ? null : <ColumnsMenu table={table} changed={layout.changed} onReset={layout.reset} />}
      <ExportMenu projectId={projectId} search={search} />
      <TimePicker range={timeOf(search)} onChange={state.setTime} />
    </>
  );
}
