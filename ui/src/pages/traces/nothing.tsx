import { useQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { histogramQuery } from '@/api/overview';
import { Button, EmptyState } from '@/design';
import { filtersOf, isFiltered, type ListSearch, type TimeRange, timeOf } from '@/filters/fields';
import { queryOf } from '@/filters/query';
import { spellRange } from '@/filters/time';
import type { ListState } from '@/filters/use-list-state';
import { formatCount } from '@/lib/format';

const LONGEST: TimeRange = { window: '60d' };

interface NothingProps {
  projectId: string;
  search: ListSearch;
  state: ListState;
}

/** No trace fits: what there is without the filters, and in a longer time. */
export function Nothing({ projectId, search, state }: NothingProps) {
  const filters = filtersOf(search);
  const filtered = isFiltered(search);
  const longest = search.window === LONGEST.window;
  const inTime = useCount(projectId, timeOf(search), filtered);
  const inAll = useCount(projectId, { ...LONGEST, ...filters }, !longest);
  return (
    <EmptyState
      icon={<SearchX />}
      title={filtered ? 'No trace fits' : 'No traces in this time'}
      actions={
        <>
          {filtered && inTime !== 0 ? (
            <Button onClick={() => state.setFilters({}, 'push')}>
              Clear the filters{inTime === null ? '' : ` (${formatCount(inTime)})`}
            </Button>
          ) : null}
          {!longest && inAll !== 0 ? (
            <Button onClick={() => state.setTime(LONGEST)}>
              Last 60 days{inAll === null ? '' : ` (${formatCount(inAll)})`}
            </Button>
          ) : null}
        </>
      }
    >
      <p>
        {spellRange(timeOf(search))}: nothing{filtered ? ' that meets every filter' : ''}.
        {inAll === 0 && !longest ? ' There is none in the last 60 days either.' : ''}
      </p>
    </EmptyState>
  );
}

/** How many traces these find; null while that is not known. */
function useCount(projectId: string, search: ListSearch, enabled: boolean): number | null {
  const { data } = useQuery({ ...histogramQuery(projectId, queryOf(search), 1), enabled });
  return data ? data.buckets.reduce((sum, bucket) => sum + bucket.count, 0) : null;
}
