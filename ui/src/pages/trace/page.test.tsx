import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { makeApp } from '@/app/app';
import { keepList } from '@/app/kept-list';
import { serve, sessionWith, success } from '@/test/api';
import { loader } from './load/client';
import { MISSING_MS, MISSING_TRIES } from './load/live';
import { spansOf, traceOf } from './model/fixtures';

const SHOP = { id: 'proj_1', name: 'shop', organizationId: 'org_1', workspaceId: 'ws_1' };
const TRACE = traceOf(spansOf([null, 0, 1]));
const ID = TRACE.traceId;
const WAY = `/projects/proj_1/traces/${ID}`;

function open(path = WAY): void {
  serve({
    'GET /v1/session': success(sessionWith('token')),
    'GET /v1/projects': success({ items: [SHOP], pagination: { nextCursor: null, limit: 200 } }),
    'GET /v1/projects/proj_1': success(SHOP),
  });
  window.history.replaceState(null, '', path);
  render(makeApp());
}

describe('the page of a trace', () => {
  beforeEach(() => {
    keepList('proj_1', { search: {}, traceIds: [] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('leads back to the list as it was left, and on to the traces beside it', async () => {
    vi.spyOn(loader, 'load').mockResolvedValue(TRACE);
    keepList('proj_1', { search: { status: 'error', model: ['a', 'b'] }, traceIds: ['before', ID, 'after'] });
    open();
    const addressOf = async (name: string) =>
      (await screen.findByRole('link', { name })).getAttribute('href');
    await screen.findByRole('treegrid');
    const back = screen.getAllByRole('link', { name: 'Traces' }).map((link) => link.getAttribute('href'));
    expect(back).toContain('/projects/proj_1/traces?status=error&model=a&model=b');
    expect(await addressOf('Previous trace')).toBe('/projects/proj_1/traces/before');
    expect(await addressOf('Next trace')).toBe('/projects/proj_1/traces/after');
  });

  it('offers no way to traces beside it when it was not in the list', async () => {
    vi.spyOn(loader, 'load').mockResolvedValue(TRACE);
    open();
    await screen.findByRole('treegrid');
    expect(screen.queryByRole('link', { name: 'Next trace' })).toBeNull();
  });

  it('looks for a trace that has not come, then takes it to be gone, and looks again when asked', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const load = vi.spyOn(loader, 'load').mockRejectedValue(new ApiError(404, 'NOT_FOUND', 'no such trace'));
    open();
    expect(await screen.findByRole('heading', { name: 'This trace has not arrived yet' })).toBeTruthy();
    for (let turn = 0; turn < MISSING_TRIES; turn++) {
      await act(() => vi.advanceTimersByTimeAsync(MISSING_MS));
    }
    expect(await screen.findByRole('heading', { name: 'There is no such trace' })).toBeTruthy();
    expect(load.mock.calls.length).toBe(MISSING_TRIES);
    load.mockResolvedValue(TRACE);
    (await screen.findByRole('button', { name: 'Look again' })).click();
    expect(await screen.findByRole('treegrid')).toBeTruthy();
  });
});
