/** What the worker and the page say to each other. */

import type { SpanColumns, SpanFacts } from '../model/columns';
import type { TraceSummary } from '../model/types';

/** A trace as the page has it. */
export interface LoadedTrace {
  readonly traceId: string;
  readonly summary: TraceSummary;
  /** Milliseconds since 1970, from which the offsets of spans count; a fraction has the rest. */
  readonly startMillis: number;
  readonly columns: SpanColumns;
  readonly facts: SpanFacts;
  /** When the server answered, by its own clock, in milliseconds since 1970. */
  readonly answeredAt: number;
  /** Milliseconds from the question until all was in place. */
  readonly took: number;
}

export type Ask =
  | { readonly id: number; readonly path: string }
  | { readonly id: number; readonly leave: true };

/** An `ApiError` without its class, which does not cross from a worker. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
  readonly retryAfter: number | null;
}

export type Told =
  | { readonly id: number; readonly trace: LoadedTrace }
  | { readonly id: number; readonly failure: Failure };
