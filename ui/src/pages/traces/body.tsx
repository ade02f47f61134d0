import type { Table } from '@tanstack/react-table';
import type { Trace } from '@/api/traces';
import { ErrorState } from '@/design';
import { type ListSearch, timeOf } from '@/filters/fields';
import { spellRange } from '@/filters/time';
import type { ListState } from '@/filters/use-list-state';
import { formatMany } from '@/lib/format';
import type { TraceList as List } from './list/use-trace-list';
import { Nothing } from './nothing';
import { LoadingRows } from './table/loading-rows';
import { TraceList } from './trace-list';

interface BodyProps {
  projectId: string;
  search: ListSearch;
  state: ListState;
  list: List;
  /** It is not known yet whether the project has any trace. */
  unsure: boolean;
  table: Table<Trace>;
  scroller: HTMLElement;
}

/** The rows, or why there are none. */
export function Body({ projectId, search, state, list, unsure, table, scroller }: BodyProps) {
  if (list.error) return <ErrorState error={list.error} what="The list" retry={list.retry} />;
  if (list.loading || unsure || (list.old && list.rows.length === 0)) return <LoadingRows table={table} />;
  if (list.rows.length === 0) return <Nothing projectId={projectId} search={search} state={state} />;
  const range = spellRange(timeOf(search));
  return (
    <TraceList
      projectId={projectId}
      list={list}
      table={table}
      scroller={scroller}
      end={list.old ? '' : `${formatMany(list.rows.length, 'trace')}. ${range}: no more.`}
    />
  );
}
