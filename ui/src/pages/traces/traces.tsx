import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { keepList } from '@/app/kept-list';
import { PagePending } from '@/app/page-pending';
import { PageHeader } from '@/design';
import { type ListSearch, timeOf } from '@/filters/fields';
import { FilterBar } from '@/filters/filter-bar';
import { queryOf } from '@/filters/query';
import { isOpen } from '@/filters/time';
import { useListState } from '@/filters/use-list-state';
import { useNarrow } from '@/lib/use-media';
import { newestTraceQuery } from '@/pages/welcome/first-trace';
import { Body } from './body';
import { DroppedNote } from './dropped-note';
import { useTraceList } from './list/use-trace-list';
import { Overview } from './overview';
import { useColumnLayout } from './table/layout';
import { useTraceTable } from './table/trace-table';
import { Toolbar } from './toolbar';
import styles from './traces.module.css';

const Welcome = lazy(() => import('@/pages/welcome/welcome').then((module) => ({ default: module.Welcome })));

interface TracesProps {
  projectId: string;
  search: ListSearch;
}

/** The page of the list: filters, the histogram, totals, and the rows. */
export function Traces({ projectId, search }: TracesProps) {
  const narrow = useNarrow();
  const [own, setOwn] = useState<HTMLElement | null>(null);
  // On a phone the whole page scrolls: there is too little room to keep the filters in sight.
  const scroller = narrow ? document.getElementById('page') : own;
  const state = useListState(search);
  const query = useMemo(() => queryOf(search), [search]);
  const live = search.live ?? false;
  const list = useTraceList({
    projectId,
    query,
    open: isOpen(timeOf(search)),
    live,
    isReading: useCallback(() => isReading(scroller), [scroller]),
  });
  useEffect(() => {
    keepList(projectId, { search, traceIds: list.rows.map((row) => row.traceId) });
  }, [projectId, search, list.rows]);
  const layout = useColumnLayout();
  const table = useTraceTable(list.rows, layout);
  const empty = !list.loading && !list.old && list.error === null && list.rows.length === 0;
  const newest = useQuery({ ...newestTraceQuery(projectId), enabled: empty });
  const refresh = () => {
    scroller?.scrollTo({ top: 0 });
    void list.refresh();
  };
  // It stays until it leads to the first trace, though that makes the list one that is not empty.
  const [first, setFirst] = useState(false);
  const onTurnedBack = useCallback(() => setFirst(false), []);
  if (!first && empty && newest.data === null) setFirst(true);
  if (first) {
    return (
      <Suspense fallback={<PagePending />}>
        <Welcome projectId={projectId} newest={newestTraceQuery(projectId)} onTurnedBack={onTurnedBack} />
      </Suspense>
    );
  }
  return (
    <div className={styles.page}>
      <PageHeader
        title="Traces"
        actions={
          <Toolbar
            projectId={projectId}
            search={search}
            state={state}
            table={table}
            layout={layout}
            narrow={narrow}
            refreshing={list.refreshing}
            onRefresh={refresh}
          />
        }
      />
      <DroppedNote />
      <FilterBar projectId={projectId} search={search} onChange={state.setFilters} />
      <Overview
        projectId={projectId}
        search={search}
        query={query}
        state={state}
        refreshed={list.refreshed}
      />
      <div ref={setOwn} className={styles.scroller}>
        {scroller ? (
          <Body
            projectId={projectId}
            search={search}
            state={state}
            list={list}
            unsure={empty && newest.isPending}
            table={table}
            scroller={scroller}
          />
        ) : null}
      </div>
    </div>
  );
}

/** Whether rows that are put in at the top would move what someone looks at. */
function isReading(scroller: HTMLElement | null): boolean {
  if (scroller !== null && scroller.scrollTop > 8) return true;
  const row = document.activeElement?.closest('[data-trace]');
  return row != null && row.previousElementSibling !== null;
}
