/** Which colour a service has in a trace: 1 to 8, as the design's series are numbered. */

import { seriesOf } from '@/design';
import type { SpanColumns, SpanFacts } from './columns';

/** So many services have a colour of their own; the others share the last one. */
export const SERIES = 8;

/** A service keeps the colour that its name has everywhere, unless a service with more spans in this trace has it. */
export function assignSeries(services: SpanFacts['services']): ReadonlyMap<string, number> {
  const assigned = new Map<string, number>();
  const free = new Set(Array.from({ length: SERIES }, (_, index) => index + 1));
  // The last colour is kept for the rest when there are more services than colours.
  if (services.length > SERIES) free.delete(SERIES);
  for (const { name } of services) {
    const wanted = seriesOf(name);
    const series = free.has(wanted) ? wanted : ([...free][0] ?? SERIES);
    free.delete(series);
    assigned.set(name, series);
  }
  return assigned;
}

/** The series of each text of the columns that names a service; 0 for other texts. */
export function seriesByText(columns: SpanColumns, assigned: ReadonlyMap<string, number>): Uint8Array {
  return Uint8Array.from(columns.texts, (text) => assigned.get(text) ?? 0);
}
