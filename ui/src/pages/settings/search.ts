/** What the addresses of the settings may say. */

import { oneOf, search, text } from '@/app/search';
import { WAYS } from '@/snippets/ways';
import { ACTION_NAMES } from './audit/actions';
import { WINDOWS } from './ingest/windows';

export const connectSearch = search({
  /** Which tab of the snippets. */
  way: oneOf(WAYS),
});

export const keysSearch = search({
  /** Keys of the open project alone, or of all that is in reach. */
  reach: oneOf(['project']),
  /** Only keys that still work. */
  state: oneOf(['live']),
});

export const ingestSearch = search({ window: oneOf(WINDOWS) });

export const auditSearch = search({
  /** Of the open project alone, or of all that is in reach. */
  reach: oneOf(['project']),
  action: oneOf(ACTION_NAMES),
  target: text,
});
