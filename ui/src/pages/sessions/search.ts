/** What the addresses of the session list and of a session may say. */

import { search, text } from '@/app/search';
import { tracesSearch } from '@/pages/traces/search';

/** Sessions are found by their traces, and so by the same filters. */
export const sessionsSearch = tracesSearch;

export const sessionSearch = search({
  /** The trace whose turn is scrolled to. */
  trace: text,
});
