import { describe, expect, it, vi } from 'vitest';
import { ApiError, unreachable } from './errors';
import { delayOf, makeQueryClient, mayRetry } from './query-client';

const status = (code: number, retryAfter: number | null = null) =>
  new ApiError(code, 'X', 'x', {}, retryAfter);

describe('another try', () => {
  it('is made twice, and only where it can help', () => {
    expect([0, 1, 2].map((failures) => mayRetry(failures, status(503)))).toEqual([true, true, false]);
    expect([400, 401, 403, 404].some((code) => mayRetry(0, status(code)))).toBe(false);
    expect(mayRetry(0, unreachable())).toBe(true);
    expect(mayRetry(0, new Error('a fault of ours'))).toBe(false);
  });

  it('waits for as long as the server asks, within reason', () => {
    expect(delayOf(0, status(429, 7))).toBe(7000);
    expect(delayOf(0, status(429, 600))).toBe(15_000);
    expect([0, 1].map((failures) => delayOf(failures, status(503)))).toEqual([1000, 2000]);
  });
});

describe('the end of a session', () => {
  it('is heard from any query and any mutation, and from a 401 alone', async () => {
    const ended = vi.fn();
    const client = makeQueryClient(ended);
    const fails = (code: number) => () => Promise.reject(status(code));
    await client.fetchQuery({ queryKey: ['a'], queryFn: fails(403) }).catch(() => null);
    expect(ended).not.toHaveBeenCalled();
    await client.fetchQuery({ queryKey: ['b'], queryFn: fails(401) }).catch(() => null);
    expect(ended).toHaveBeenCalledTimes(1);
    await client
      .getMutationCache()
      .build(client, { mutationFn: fails(401) })
      .execute(undefined)
      .catch(() => null);
    expect(ended).toHaveBeenCalledTimes(2);
  });
});
