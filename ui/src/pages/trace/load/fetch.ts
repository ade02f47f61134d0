/** Gets a trace in outline and makes it into columns. Runs in a worker: a long answer takes a while to read. */

import { errorOf, unreachable } from '@/api/errors';
import { buildColumns, factsOf } from '../model/build';
import type { TraceOutline } from '../model/types';
import type { LoadedTrace } from './loaded';

/** Raises ApiError, or what an aborted fetch raises. */
export async function fetchTrace(path: string, signal: AbortSignal): Promise<LoadedTrace> {
  const asked = performance.now();
  const response = await reach(path, signal);
  if (!response.ok) throw await errorOf(response);
  const { data } = (await response.json()) as { data: TraceOutline };
  const columns = buildColumns(data.spans);
  return {
    traceId: data.traceId,
    summary: data.summary,
    startMillis: Date.parse(data.startTime),
    columns,
    facts: factsOf(columns),
    answeredAt: answerTime(response),
    took: performance.now() - asked,
  };
}

async function reach(path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { signal, credentials: 'same-origin', headers: { accept: 'application/json' } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable();
  }
}

function answerTime(response: Response): number {
  const told = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(told) ? Date.now() : told;
}
