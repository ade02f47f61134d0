import { useLocation, useNavigate } from '@tanstack/react-router';
import { forgetDropped } from './dropped';
import {
  DEFAULT_WINDOW,
  type Filters,
  filtersOf,
  type ListSearch,
  type TimeRange,
  timeOf,
  without,
} from './fields';
import { boundsOf, presetFor, widened } from './time';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The times from which the person has zoomed in, the last one last. */
    zoomedFrom?: TimeRange[];
  }
}

type How = 'push' | 'replace';

export interface ListState {
  setFilters: (filters: Filters, how: How) => void;
  setTime: (range: TimeRange) => void;
  /** A part of the times that are shown. */
  zoomIn: (range: TimeRange) => void;
  /** Back to what was zoomed in from; wider where nothing was. */
  zoomOut: () => void;
  zoomed: boolean;
  setLive: (live: boolean) => void;
}

/** What the address bar says of a list, and how it is changed. All of it can be gone back from. */
export function useListState(search: ListSearch): ListState {
  const navigate = useNavigate();
  const zoomedFrom = useLocation({ select: (location) => location.state.zoomedFrom }) ?? [];
  const go = (next: ListSearch, how: How, from: TimeRange[] = zoomedFrom) => {
    forgetDropped();
    const state = from.length > 0 ? { zoomedFrom: from } : {};
    void navigate({ to: '.', search: next, replace: how === 'replace', resetScroll: false, state });
  };
  const time = timeOf(search);
  const others = filtersOf(search);
  const live = search.live ? { live: true as const } : {};
  return {
    setFilters: (filters, how) => go({ ...time, ...live, ...filters }, how),
    setTime: (range) => go({ ...plain(range), ...(range.to ? {} : live), ...others }, 'push', []),
    zoomIn: (range) => go({ ...plain(range), ...others }, 'push', [...zoomedFrom, time]),
    zoomOut: () => {
      const before = zoomedFrom.at(-1) ?? widened(time, Date.now());
      go({ ...plain(before), ...others }, 'push', zoomedFrom.slice(0, -1));
    },
    zoomed: zoomedFrom.length > 0,
    setLive: (on) => {
      if (!on) return go(without({ ...search }, ['live']), 'replace');
      // What comes now belongs to a window that ends now.
      const [from, to] = boundsOf(time, Date.now());
      const open = time.to === undefined ? time : { window: presetFor(to - from) };
      return go({ ...plain(open), ...others, live: true }, 'replace');
    },
  };
}

/** Without what is the default anyway. */
function plain(range: TimeRange): TimeRange {
  return range.window === DEFAULT_WINDOW ? without(range, ['window']) : range;
}
