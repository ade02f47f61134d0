/** What the addresses of the session list and of a session may say. */

import { search, text } from '@/app/search';
import { filters } from '@/pages/traces/search';

export const sessionsSearch = search(filters);

export const sessionSearch = search({
  /** The trace whose turn is scrolled to. */
  trace: text,
});
