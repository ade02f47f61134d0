import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, serve, sessionWith, success } from '@/test/api';
import { api, CSRF_HEADER, unwrap } from './client';
import { csrfToken, setCsrfToken } from './csrf';
import { ApiError } from './errors';

const project = { params: { path: { projectId: 'proj_1' } } };
const rename = () => api.PATCH('/v1/projects/{projectId}', { ...project, body: { capture: 'none' } });

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${error}`);
  return error;
}

beforeEach(() => setCsrfToken(null));

describe('the token against forged requests', () => {
  it('goes with what changes something, and with nothing else', async () => {
    const asked = serve({
      'PATCH /v1/projects/proj_1': success({ id: 'proj_1' }),
      'GET /v1/projects/proj_1': success({ id: 'proj_1' }),
    });
    setCsrfToken('first');
    await rename();
    await api.GET('/v1/projects/{projectId}', project);
    expect(asked.map((call) => call.headers.get(CSRF_HEADER))).toEqual(['first', null]);
  });

  it('is asked for anew when another tab has signed in, and the call is made again with its body', async () => {
    const asked = serve({
      'PATCH /v1/projects/proj_1': [failure(403, 'CSRF', 'the token is wrong'), success({ id: 'proj_1' })],
      'GET /v1/session': success(sessionWith('second')),
    });
    setCsrfToken('first');
    expect(unwrap(await rename())).toEqual({ id: 'proj_1' });
    expect(asked.map((call) => [call.method, call.headers.get(CSRF_HEADER)])).toEqual([
      ['PATCH', 'first'],
      ['GET', null],
      ['PATCH', 'second'],
    ]);
    expect(asked[2]?.body).toEqual({ capture: 'none' });
    expect(csrfToken()).toBe('second');
  });

  it('is not asked for twice', async () => {
    const asked = serve({
      'PATCH /v1/projects/proj_1': failure(403, 'CSRF', 'the token is wrong'),
      'GET /v1/session': success(sessionWith('first')),
    });
    setCsrfToken('first');
    expect((await errorOf(rename())).code).toBe('CSRF');
    expect(asked).toHaveLength(2);
  });
});

describe('errors', () => {
  it('are what the envelope says', async () => {
    const fields = [{ field: 'name', message: 'too long' }, { nothing: 'else' }];
    serve({ 'PATCH /v1/projects/proj_1': failure(400, 'INVALID_REQUEST', 'no', { details: { fields } }) });
    const error = await errorOf(rename());
    expect([error.status, error.code, error.message]).toEqual([400, 'INVALID_REQUEST', 'no']);
    expect(error.fields).toEqual([{ field: 'name', message: 'too long' }]);
    expect(error.retryable).toBe(false);
  });

  it('say how long to wait', async () => {
    serve({
      'PATCH /v1/projects/proj_1': failure(429, 'RATE_LIMITED', 'no', { headers: { 'retry-after': '17' } }),
    });
    const error = await errorOf(rename());
    expect([error.retryAfter, error.retryable]).toEqual([17, true]);
  });

  it('of a proxy before the API are told by their status', async () => {
    serve({ 'PATCH /v1/projects/proj_1': new Response('<h1>Bad gateway</h1>', { status: 502 }) });
    const error = await errorOf(rename());
    expect([error.status, error.code, error.retryable]).toEqual([502, 'HTTP_502', true]);
  });

  it('tell that nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    const error = await errorOf(rename());
    expect([error.status, error.code, error.retryable]).toEqual([0, 'UNREACHABLE', true]);
  });

  it('are none when the caller gave up', async () => {
    const controller = new AbortController();
    vi.stubGlobal('fetch', (request: Request) => {
      controller.abort();
      return Promise.reject(request.signal.reason);
    });
    const call = api.GET('/v1/projects/{projectId}', { ...project, signal: controller.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});
