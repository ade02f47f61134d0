import { describe, expect, it, vi } from 'vitest';
import { spanIdAt } from '../model/columns';
import { idOf, MS, span, traceOf } from '../model/fixtures';
import { fetchTrace } from './fetch';

const NEVER = new AbortController().signal;

function answering(status: number, body: unknown, headers: Record<string, string> = {}): void {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status, headers }));
}

describe('fetching a trace', () => {
  it('makes columns of the answer, and keeps when it was given', async () => {
    const { summary } = traceOf([span(0, null)]);
    const data = {
      traceId: summary.traceId,
      summary,
      startTime: '2026-03-25T17:30:00.5Z',
      spans: [span(0, null), span(1, 0)],
    };
    answering(200, { data }, { date: 'Wed, 25 Mar 2026 17:31:00 GMT' });
    const trace = await fetchTrace('/v1/x', NEVER);
    expect(trace.columns.count).toBe(2);
    expect(spanIdAt(trace.columns, 1)).toBe(idOf(1));
    expect(trace.facts.to).toBe(11 * MS);
    expect(trace.startMillis).toBe(Date.UTC(2026, 2, 25, 17, 30, 0, 500));
    expect(trace.answeredAt).toBe(Date.UTC(2026, 2, 25, 17, 31));
    expect(trace.summary).toEqual(summary);
  });

  it('fails as the API did', async () => {
    answering(404, { error: { code: 'NOT_FOUND', message: 'there is no trace', details: {} } });
    await expect(fetchTrace('/v1/x', NEVER)).rejects.toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('tells when nobody answers', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed');
    });
    await expect(fetchTrace('/v1/x', NEVER)).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
  });
});
