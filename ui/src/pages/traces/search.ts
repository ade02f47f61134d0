/** What the addresses of the trace list and of a trace may say. Names of filters are those of the API's parameters. */

import { flag, number, oneOf, search, text, texts } from '@/app/search';

/** What narrows traces, in all lists; each name is a parameter of the API. */
export const filters = {
  window: text,
  from: text,
  to: text,
  status: oneOf(['ok', 'error']),
  provider: texts,
  model: texts,
  operation: texts,
  environment: texts,
  service: texts,
  session: text,
  user: text,
  toolCalls: flag,
  minTokens: number(),
  maxTokens: number(),
  minDurationMs: number(),
  maxDurationMs: number(),
  minCost: number(),
  maxCost: number(),
  attribute: texts,
  q: text,
};

export const tracesSearch = search({
  ...filters,
  /** Whether new traces are added as they come. */
  live: flag,
});

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
