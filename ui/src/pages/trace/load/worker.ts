/** The worker in which traces are fetched and laid out. */

import { asApiError } from '@/api/errors';
import { buffersOf } from '../model/columns';
import { fetchTrace } from './fetch';
import type { Ask, Told } from './loaded';

const running = new Map<number, AbortController>();

self.onmessage = (event: MessageEvent<Ask>) => {
  const ask = event.data;
  if ('leave' in ask) running.get(ask.id)?.abort();
  else void answer(ask.id, ask.path);
};

async function answer(id: number, path: string): Promise<void> {
  const control = new AbortController();
  running.set(id, control);
  try {
    const trace = await fetchTrace(path, control.signal);
    tell({ id, trace }, buffersOf(trace.columns) as ArrayBuffer[]);
  } catch (error) {
    if (control.signal.aborted) return;
    const { status, code, message, details, retryAfter } = asApiError(error);
    tell({ id, failure: { status, code, message, details, retryAfter } });
  } finally {
    running.delete(id);
  }
}

function tell(told: Told, transfer: ArrayBuffer[] = []): void {
  self.postMessage(told, { transfer });
}
