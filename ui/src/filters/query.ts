import type { TraceQuery } from '@/api/traces';
import { DEFAULT_WINDOW, filtersOf, type ListSearch, timeOf } from './fields';

/** The API's parameters for what the address bar says. */
export function queryOf(search: ListSearch): TraceQuery {
  const time = timeOf(search);
  return { ...(time.from ? time : { window: DEFAULT_WINDOW, ...time }), ...filtersOf(search) };
}

/** The same as a query string, for a link. */
export function queryString(search: ListSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(queryOf(search))) {
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item));
  }
  return params.toString();
}
