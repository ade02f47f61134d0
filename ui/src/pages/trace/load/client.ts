/** The page's side of the worker: one for all traces, started when the first is wanted. */

import { ApiError } from '@/api/errors';
import type { Ask, LoadedTrace, Told } from './loaded';

interface Waiting {
  resolve: (trace: LoadedTrace) => void;
  reject: (error: unknown) => void;
}

export class TraceLoader {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly start: () => Worker) {}

  /** The trace in outline at this path of the API. Raises ApiError, or what `signal` was aborted with. */
  async load(path: string, signal: AbortSignal): Promise<LoadedTrace> {
    signal.throwIfAborted();
    const id = ++this.last;
    const worker = this.running();
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      signal.addEventListener('abort', () => {
        if (!this.waiting.delete(id)) return;
        worker.postMessage({ id, leave: true } satisfies Ask);
        reject(signal.reason);
      });
      worker.postMessage({ id, path } satisfies Ask);
    });
  }

  private running(): Worker {
    if (this.worker === null) {
      this.worker = this.start();
      this.worker.onmessage = (event: MessageEvent<Told>) => this.hear(event.data);
      this.worker.onerror = (event) => this.broke(event.message);
    }
    return this.worker;
  }

  private hear(told: Told): void {
    const asked = this.waiting.get(told.id);
    this.waiting.delete(told.id);
    if ('trace' in told) {
      asked?.resolve(told.trace);
      return;
    }
    const { status, code, message, details, retryAfter } = told.failure;
    asked?.reject(new ApiError(status, code, message, details, retryAfter));
  }

  /** Its file could not be loaded, or it ran out of memory: the next question starts another. */
  private broke(message: string | undefined): void {
    this.worker?.terminate();
    this.worker = null;
    const error = new ApiError(0, 'WORKER', message || 'the part that reads traces could not be started');
    for (const asked of this.waiting.values()) asked.reject(error);
    this.waiting.clear();
  }
}

export const loader = new TraceLoader(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);
