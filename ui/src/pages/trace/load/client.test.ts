import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { span, traceOf } from '../model/fixtures';
import { TraceLoader } from './client';
import type { Ask, Told } from './loaded';

class FakeWorker {
  readonly asked: Ask[] = [];
  ended = false;
  onmessage: ((event: MessageEvent<Told>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;

  postMessage(ask: Ask): void {
    this.asked.push(ask);
  }

  terminate(): void {
    this.ended = true;
  }

  tell(told: Told): void {
    this.onmessage?.({ data: told } as MessageEvent<Told>);
  }
}

function started() {
  const workers: FakeWorker[] = [];
  const loader = new TraceLoader(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
  return { loader, workers };
}

const TRACE = traceOf([span(0, null)]);
const NEVER = new AbortController().signal;

describe('the loader of traces', () => {
  it('gives each question its own answer, from one worker', async () => {
    const { loader, workers } = started();
    const first = loader.load('/a', NEVER);
    const second = loader.load('/b', NEVER);
    const other = { ...TRACE, traceId: 'b' };
    workers[0]?.tell({ id: 2, trace: other });
    workers[0]?.tell({ id: 1, trace: TRACE });
    expect(await first).toBe(TRACE);
    expect(await second).toBe(other);
    expect(workers).toHaveLength(1);
  });

  it('fails as the call to the API did', async () => {
    const { loader, workers } = started();
    const asked = loader.load('/a', NEVER);
    const failure = {
      status: 403,
      code: 'FORBIDDEN',
      message: 'not yours',
      details: { a: 1 },
      retryAfter: null,
    };
    workers[0]?.tell({ id: 1, failure });
    const error = await asked.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject(failure);
  });

  it('tells the worker when the answer is no longer wanted', async () => {
    const { loader, workers } = started();
    const control = new AbortController();
    const asked = loader.load('/a', control.signal);
    control.abort();
    await expect(asked).rejects.toBe(control.signal.reason);
    expect(workers[0]?.asked.at(-1)).toEqual({ id: 1, leave: true });
    await expect(loader.load('/b', control.signal)).rejects.toBe(control.signal.reason);
  });

  it('starts another worker after one that broke', async () => {
    const { loader, workers } = started();
    const asked = loader.load('/a', NEVER);
    workers[0]?.onerror?.({ message: 'out of memory' } as ErrorEvent);
    await expect(asked).rejects.toMatchObject({ code: 'WORKER', message: 'out of memory' });
    expect(workers[0]?.ended).toBe(true);
    const again = loader.load('/a', NEVER);
    workers[1]?.tell({ id: 2, trace: TRACE });
    expect(await again).toBe(TRACE);
  });
});
