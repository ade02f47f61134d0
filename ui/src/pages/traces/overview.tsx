import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ZoomOut } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { histogramQuery } from '@/api/overview';
import type { TraceQuery } from '@/api/traces';
import { Button, useShortcuts } from '@/design';
import { type ListSearch, timeOf } from '@/filters/fields';
import { isOpen, rangeOf } from '@/filters/time';
import type { ListState } from '@/filters/use-list-state';
import { Histogram } from './histogram/histogram';
import { shapeOf, sumOf } from './histogram/shape';
import { Totals } from './totals';

const LIVE_MS = 10_000;

interface OverviewProps {
  projectId: string;
  search: ListSearch;
  query: TraceQuery;
  state: ListState;
  /** How often the person has asked for what is new. */
  refreshed: number;
}

/** When the traces were, and what they come to. */
export function Overview({ projectId, search, query, state, refreshed }: OverviewProps) {
  const live = search.live ?? false;
  const open = isOpen(timeOf(search));
  const histogram = useQuery({
    ...histogramQuery(projectId, query),
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
  });
  const { refetch, data, dataUpdatedAt } = histogram;
  useEffect(() => {
    if (refreshed > 0) void refetch();
  }, [refreshed, refetch]);
  const shape = useMemo(
    () => (data ? shapeOf(data, open, dataUpdatedAt) : null),
    [data, open, dataUpdatedAt],
  );
  const zoomable = state.zoomed || search.from !== undefined;
  useShortcuts([{ keys: 'Escape', label: 'Zoom out again', group: 'Filters', run: state.zoomOut }], zoomable);
  return (
    <>
      <Histogram
        shape={shape}
        old={histogram.isPlaceholderData}
        failed={histogram.isError}
        onRetry={() => void refetch()}
        onZoom={(from, to) => state.zoomIn(rangeOf(from, to))}
        onZoomOut={state.zoomOut}
      />
      <Totals
        projectId={projectId}
        query={query}
        counted={shape && !histogram.isPlaceholderData ? sumOf(shape.bars) : null}
        live={live}
        refreshed={refreshed}
      >
        {zoomable ? (
          <Button kind="quiet" icon={<ZoomOut />} onClick={state.zoomOut}>
            Zoom out
          </Button>
        ) : null}
      </Totals>
    </>
  );
}
