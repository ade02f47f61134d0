/** A server for tests: answers in the API's envelopes, and remembers what it was asked. */

import { vi } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

type Answer = Response | (() => Response | Promise<Response>);

/** Answers by `METHOD /path`, each list in turn and its last one from then on; what is not listed is a 404. */
export function serve(answers: Record<string, Answer | Answer[]>): Asked[] {
  const asked: Asked[] = [];
  const turns = new Map<string, number>();
  vi.stubGlobal('fetch', async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    asked.push({
      method: request.method,
      path: pathname,
      headers: request.headers,
      body: text === '' ? null : JSON.parse(text),
    });
    const name = `${request.method} ${pathname}`;
    const list = [answers[name]].flat();
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    const answer =
      list[Math.min(turn, list.length - 1)] ?? failure(404, 'NOT_FOUND', 'there is nothing here');
    return typeof answer === 'function' ? answer() : answer.clone();
  });
  return asked;
}

export function success(data: unknown, code = 200): Response {
  return Response.json({ success: true, code, data, error: null }, { status: code });
}

export function failure(
  code: number,
  name: string,
  message: string,
  extra: { details?: object; headers?: Record<string, string> } = {},
): Response {
  const error = { code: name, message, details: extra.details ?? {} };
  return Response.json(
    { _tag: 'Failed', success: false, code, error },
    { status: code, headers: extra.headers ?? {} },
  );
}

/** A session with a token, as the API tells it. */
export function sessionWith(csrfToken: string, scopes: string[] = ['traces:read']) {
  return {
    actor: { kind: 'key', name: 'a key', keyId: 'key_1' },
    scopes,
    scopeClass: 'project',
    organizationId: 'org_1',
    workspaceId: 'ws_1',
    projectId: 'proj_1',
    expiresAt: '2030-01-01T00:00:00Z',
    csrfToken,
  };
}
