/** What the addresses of the trace list and of a trace may say. Names of filters are those of the API's parameters. */

import { flag, search, text } from '@/app/search';
import { noteDropped } from '@/filters/dropped';
import type { ListSearch } from '@/filters/fields';
import { readSearch } from '@/filters/search';

/** Never throws: what is not understood is left out, and a note says so. */
export function tracesSearch(raw: Record<string, unknown>): ListSearch {
  const read = readSearch(raw);
  noteDropped(read.dropped);
  return read.search;
}

export const traceSearch = search({
  /** The span whose panel is open. */
  span: text,
  /** Which tab of that panel. */
  tab: text,
  /** What is searched for in the trace. */
  q: text,
  /** Whether only what failed is shown, with what is above it. */
  errors: flag,
  /** The stretch of time that is shown, as `from-to` in nanoseconds since the trace's start. */
  zoom: text,
});
