import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '@/api/errors';
import { spanQuery } from '@/api/span';
import { EmptyState, ErrorState, useShortcuts } from '@/design';
import type { SpanLookup } from '../model/line';
import { PanelBody } from './panel-body';
import { PanelHeader } from './panel-header';
import { PanelSkeleton } from './panel-skeleton';
import styles from './span-panel.module.css';
import { type TabName, tabFor, tabsOf } from './tabs';
import { useSettled } from './use-settled';

export interface SpanPanelProps {
  projectId: string;
  traceId: string;
  spanId: string;
  /** The spans of the trace, where they are known. */
  outline?: SpanLookup | undefined;
  /** To another span of this trace. */
  onSelectSpan: (spanId: string) => void;
  onClose: () => void;
  /** Which tab is open, where the address says it; without, the panel keeps it. */
  tab?: string | undefined;
  onTab?: ((tab: TabName) => void) | undefined;
}

/** All that is known of one span. */
export function SpanPanel({
  projectId,
  traceId,
  spanId,
  outline,
  onSelectSpan,
  onClose,
  ...rest
}: SpanPanelProps) {
  const settled = useSettled(spanId);
  const query = useQuery(spanQuery(projectId, traceId, settled));
  const [kept, setKept] = useState<string | undefined>(rest.tab);
  const span = settled === spanId ? query.data : undefined;
  const wanted = rest.onTab ? rest.tab : kept;
  const tab = span && tabFor(span, wanted);
  const setTab = (next: TabName) => (rest.onTab ?? setKept)(next);
  const step = (by: number) => {
    if (!span || !tab) return;
    const tabs = tabsOf(span);
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    if (next) setTab(next);
  };
  useShortcuts([
    { keys: '[', label: 'Previous tab of the panel', run: () => step(-1) },
    { keys: ']', label: 'Next tab of the panel', run: () => step(1) },
  ]);
  const place = { projectId, traceId, outline, onSelectSpan };
  return (
    <div className={styles.panel}>
      <PanelHeader line={outline?.find(spanId) ?? null} span={span} {...place} onClose={onClose} />
      {span && tab ? (
        <PanelBody key={spanId} span={span} tab={tab} onTab={setTab} {...place} />
      ) : query.isLoadingError && settled === spanId ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <PanelSkeleton />
      )}
    </div>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState small title="This span is not there">
        <p>It may not have come yet, or have been dropped after its retention.</p>
      </EmptyState>
    );
  }
  return <ErrorState small error={error} what="The span" retry={retry} />;
}
