/** The one way to the API: typed by its OpenAPI document, signed in by the cookie, failing with `ApiError`. */

import createClient, { type Middleware } from 'openapi-fetch';
import { csrfToken, setCsrfToken } from './csrf';
import { ApiError, errorOf, unreachable } from './errors';
import type { paths } from './schema';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
export const CSRF_HEADER = 'x-to11-csrf';
const SESSION = '/v1/session';

/**
 * Sends the token with what changes something. Another tab may have signed in anew, which makes this tab's token an old
 * one: then it is asked for once, and the call is made again.
 */
async function send(request: Request): Promise<Response> {
  if (SAFE.has(request.method)) return reach(request);
  const again = request.clone();
  const answer = await reach(withToken(request));
  if (answer.status !== 403 || new URL(request.url).pathname === SESSION) return answer;
  const error = await errorOf(answer.clone());
  if (error.code !== 'CSRF' || !(await renewToken(request.url))) return answer;
  return reach(withToken(again));
}

function withToken(request: Request): Request {
  const token = csrfToken();
  if (token !== null) request.headers.set(CSRF_HEADER, token);
  return request;
}

async function renewToken(base: string): Promise<boolean> {
  const before = csrfToken();
  const answer = await reach(new Request(new URL(SESSION, base)));
  if (!answer.ok) return false;
  const body = (await answer.json()) as { data?: { csrfToken?: unknown } };
  const token = body.data?.csrfToken;
  if (typeof token !== 'string' || token === before) return false;
  setCsrfToken(token);
  return true;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable();
  }
}

const failing: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await errorOf(response);
    return undefined;
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  headers: { accept: 'application/json' },
  fetch: send,
});
api.use(failing);

/** What is in the envelope of an answer. A failed call never gets here: the client throws `ApiError`. */
export function unwrap<T>(answer: { data?: { data: T } | undefined }): T {
  if (answer.data === undefined) throw new ApiError(0, 'EMPTY_ANSWER', 'the server answered nothing');
  return answer.data.data;
}
