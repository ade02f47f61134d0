import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setCsrfToken } from '@/api/csrf';
import { type Asked, failure, serve, sessionWith, success } from '@/test/api';
import { makeApp } from './app';

const project = (id: string, name: string) => ({ id, name, organizationId: 'org_1', workspaceId: 'ws_1' });
const list = (...items: unknown[]) => success({ items, pagination: { nextCursor: null, limit: 200 } });
const SHOP = project('proj_1', 'shop');
const BOT = project('proj_2', 'bot');
const inside = {
  'GET /v1/session': success(sessionWith('token')),
  'GET /v1/projects': list(SHOP, BOT),
  'GET /v1/projects/proj_1': success(SHOP),
  'GET /v1/projects/proj_2': success(BOT),
  'GET /v1/projects/proj_1/sessions': list(),
  'GET /v1/projects/proj_1/traces': list(),
  'GET /v1/projects/proj_2/traces': list(),
};

function open(path: string, answers: Parameters<typeof serve>[0] = inside): Asked[] {
  const asked = serve(answers);
  window.history.replaceState(null, '', path);
  render(makeApp());
  return asked;
}

beforeEach(() => setCsrfToken(null));

describe('finding the way', () => {
  it('begins with the project that was looked at last', async () => {
    localStorage.setItem('to11.project', 'proj_2');
    open('/');
    await waitFor(() => expect(window.location.pathname).toBe('/projects/proj_2/traces'));
  });

  it('begins with the first project when the last one is gone', async () => {
    localStorage.setItem('to11.project', 'proj_gone');
    open('/');
    await waitFor(() => expect(window.location.pathname).toBe('/projects/proj_2/traces'));
    expect(await screen.findByRole('button', { name: 'Signed in as a key' })).toBeTruthy();
  });

  it('says how to make a project where there is none', async () => {
    open('/', { ...inside, 'GET /v1/projects': list() });
    expect(await screen.findByText('There is no project yet')).toBeTruthy();
  });

  it('leads to another project by its name', async () => {
    open('/projects/proj_1/traces');
    await userEvent.click(await screen.findByRole('combobox', { name: 'Project: shop' }));
    await userEvent.keyboard('bo{Enter}');
    await waitFor(() => expect(window.location.pathname).toBe('/projects/proj_2/traces'));
    await screen.findByRole('combobox', { name: 'Project: bot' });
  });

  it('tells the title and moves the focus to the page', async () => {
    open('/projects/proj_1/traces');
    await waitFor(() => expect(document.title).toBe('Traces · shop · to11'));
    await userEvent.click(screen.getByRole('link', { name: 'Sessions' }));
    await waitFor(() => expect(document.title).toBe('Sessions · shop · to11'));
    await waitFor(() => expect(document.activeElement?.id).toBe('page'));
    const here = within(screen.getByRole('navigation', { name: 'Project' })).getByRole('link', {
      current: 'page',
    });
    expect(here.textContent).toBe('Sessions');
  });

  it('goes by two keys', async () => {
    open('/projects/proj_1/traces');
    await screen.findByRole('heading', { name: 'Traces' });
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 's' });
    await waitFor(() => expect(window.location.pathname).toBe('/projects/proj_1/sessions'));
  });

  it('keeps an id with a slash in one piece', async () => {
    const id = 'user/42 ü%2F?#';
    open(`/projects/proj_1/sessions/${encodeURIComponent(id)}`);
    await screen.findByRole('heading', { name: id });
    expect(window.location.pathname).toBe(`/projects/proj_1/sessions/${encodeURIComponent(id)}`);
  });
});

describe('what goes wrong', () => {
  // React and the router tell the console of what a boundary has caught.
  beforeEach(() => {
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(console, 'warn').mockReturnValue();
  });

  it('a project that is not there is told as gone, and the frame stays', async () => {
    open('/projects/proj_9/traces', {
      ...inside,
      'GET /v1/projects/proj_9': failure(404, 'NOT_FOUND', 'no'),
    });
    expect((await screen.findByRole('alert')).textContent).toMatch(/The project is not here/);
    expect(screen.getByRole('link', { name: 'To the start' })).toBeTruthy();
    expect(screen.getByRole('navigation', { name: 'Project' })).toBeTruthy();
  });

  it('an address that is no page is told so', async () => {
    open('/projects/proj_1/nothing');
    expect(await screen.findByText('There is no such page')).toBeTruthy();
  });

  it('a key that may not read is told so', async () => {
    open('/projects/proj_1/traces', {
      ...inside,
      'GET /v1/projects/proj_1': failure(
        403,
        'INSUFFICIENT_SCOPE',
        "the key does not hold the scope 'traces:read'",
      ),
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(
      /You may not see this.*The key does not hold the scope 'traces:read'\./,
    );
  });
});

it('a session that ended while the page was left alone leads to the form when one comes back', async () => {
  open('/projects/proj_1/traces', {
    ...inside,
    'GET /v1/session': [success(sessionWith('token')), failure(401, 'INVALID_CREDENTIAL', 'it has ended')],
  });
  await screen.findByRole('button', { name: 'Signed in as a key' });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  window.dispatchEvent(new Event('visibilitychange'));
  await screen.findByLabelText('API key');
  vi.useRealTimers();
  expect(new URLSearchParams(window.location.search).get('return')).toBe('/projects/proj_1/traces');
});

it('says that the server does not answer, and goes on when it does', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  open('/projects/proj_1/traces', {
    ...inside,
    'GET /v1/session': [failure(400, 'BROKEN', 'not now'), success(sessionWith('token'))],
  });
  expect((await screen.findByRole('alert')).textContent).toMatch(/The explorer cannot be loaded.*Not now\./);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('heading', { name: 'Traces' });
});

it('signing out ends the session and leads to the form', async () => {
  const asked = open('/projects/proj_1/traces', {
    ...inside,
    'DELETE /v1/session': new Response(null, { status: 204 }),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Signed in as a key' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await screen.findByLabelText('API key');
  const call = asked.find(({ method }) => method === 'DELETE');
  expect(call?.headers.get('x-to11-csrf')).toBe('token');
});
