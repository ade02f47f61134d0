import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { csrfToken, setCsrfToken } from '@/api/csrf';
import { makeApp } from '@/app/app';
import { failure, serve, sessionWith, success } from '@/test/api';
import { safeReturn } from './return-path';

const PROJECT = { id: 'proj_1', name: 'checkout', organizationId: 'org_1', workspaceId: 'ws_1' };
const PAGE = { items: [PROJECT], pagination: { nextCursor: null, limit: 200 } };
const NONE = { items: [], pagination: { nextCursor: null, limit: 50 } };
const inside = {
  'GET /v1/projects': success(PAGE),
  'GET /v1/projects/proj_1': success(PROJECT),
  'GET /v1/projects/proj_1/traces': success(NONE),
  'GET /v1/projects/proj_1/sessions': success(NONE),
};
const nobody = failure(401, 'INVALID_CREDENTIAL', 'nobody is signed in');

function open(path: string) {
  window.history.replaceState(null, '', path);
  render(makeApp());
}

beforeEach(() => setCsrfToken(null));

describe('signing in with a key', () => {
  it('leads from a page to the form, and back to that page with the token at hand', async () => {
    const asked = serve({
      ...inside,
      'GET /v1/session': nobody,
      'POST /v1/session': success(sessionWith('token'), 201),
    });
    open('/projects/proj_1/sessions?q=hello');
    await userEvent.type(await screen.findByLabelText('API key'), ' to11_live_abc ');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'Sessions' });
    expect(window.location.pathname + window.location.search).toBe('/projects/proj_1/sessions?q=hello');
    expect(asked.find((call) => call.method === 'POST')?.body).toEqual({ credential: 'to11_live_abc' });
    expect(csrfToken()).toBe('token');
  });

  it.each([
    [failure(401, 'INVALID_CREDENTIAL', 'no'), /unknown, expired or revoked/],
    [failure(403, 'INSUFFICIENT_SCOPE', 'no'), /lacks the scope traces:read/],
    [failure(429, 'RATE_LIMITED', 'no', { headers: { 'retry-after': '17' } }), /again in 17 seconds/],
    [failure(503, 'UNAVAILABLE', 'the database does not answer'), /The database does not answer\./],
  ])('says what to do when the API refuses: %#', async (answer, words) => {
    serve({ 'GET /v1/session': nobody, 'POST /v1/session': answer });
    open('/sign-in');
    const field = await screen.findByLabelText('API key');
    await userEvent.type(field, 'to11_live_abc{Enter}');
    expect((await screen.findByRole('alert')).textContent).toMatch(words);
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('asks for a key when there is none', async () => {
    const asked = serve({ 'GET /v1/session': nobody });
    open('/sign-in');
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.getByRole('alert').textContent).toBe('Enter a key.');
    expect(asked.some((call) => call.method === 'POST')).toBe(false);
  });
});

describe('signing in with the printed link', () => {
  it('uses the code once, takes it out of the address, and goes to the first project', async () => {
    const asked = serve({
      ...inside,
      'GET /v1/session': nobody,
      'POST /v1/session': success(sessionWith('token'), 201),
    });
    open('/sign-in#code=secret');
    await screen.findByRole('heading', { name: 'Traces' });
    expect(asked.filter((call) => call.method === 'POST').map((call) => call.body)).toEqual([
      { code: 'secret' },
    ]);
    expect(window.location.href).not.toContain('secret');
  });

  it('asks for a key when the link was used before', async () => {
    serve({ 'GET /v1/session': nobody, 'POST /v1/session': failure(401, 'INVALID_CREDENTIAL', 'no') });
    open('/sign-in#code=old');
    expect((await screen.findByRole('alert')).textContent).toMatch(/has been used, or is too old/);
    expect(screen.getByLabelText('API key')).toBeTruthy();
    expect(window.location.hash).toBe('');
  });
});

it('a session that ends while a page is open leads to the form, which leads back', async () => {
  serve({
    ...inside,
    'GET /v1/session': success(sessionWith('token')),
    'GET /v1/projects/proj_1/traces': failure(401, 'INVALID_CREDENTIAL', 'the session has ended'),
  });
  open('/projects/proj_1/traces?status=error');
  await screen.findByLabelText('API key');
  await waitFor(() => expect(window.location.pathname).toBe('/sign-in'));
  const back = new URLSearchParams(window.location.search).get('return');
  expect(back).toBe('/projects/proj_1/traces?status=error');
  expect(csrfToken()).toBeNull();
});

it.each([
  [undefined, '/'],
  ['/projects/p/traces?q=a#b', '/projects/p/traces?q=a#b'],
  ['//evil.example/projects', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/docs', '/'],
  ['/sign-in', '/'],
])('%s leads back to %s', (path, expected) => {
  expect(safeReturn(path)).toBe(expected);
});
