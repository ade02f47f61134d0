import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { makeQueryClient } from '@/api/query-client';
import { lazyPage } from './lazy-page';
import { PageError } from './page-error';

function show(load: () => Promise<{ Page: () => React.ReactNode }>): void {
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyPage(load),
    errorComponent: PageError,
  });
  const router = createRouter({ routeTree: root.addChildren([page]), history: createMemoryHistory() });
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  render(
    <QueryClientProvider client={makeQueryClient(vi.fn())}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
}

it('a page whose file is gone asks to reload, and does not by itself', async () => {
  const reload = vi.spyOn(window.location, 'reload').mockReturnValue();
  show(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module: /assets/page-1.js')));
  expect((await screen.findByRole('alert')).textContent).toMatch(/A newer version is there/);
  expect(reload).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'Reload' }));
  expect(reload).toHaveBeenCalledTimes(1);
});

it('a page that fails for now can be tried again', async () => {
  let down = true;
  function Page() {
    if (down) throw new ApiError(503, 'UNAVAILABLE', 'the store does not answer');
    return <h1>There it is</h1>;
  }
  show(() => Promise.resolve({ Page }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/The store does not answer\./);
  down = false;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('heading', { name: 'There it is' })).toBeTruthy();
});

it('a fault of the explorer says what it says', async () => {
  show(() =>
    Promise.resolve({
      Page: () => {
        throw new Error('undefined is not a function');
      },
    }),
  );
  expect((await screen.findByRole('alert')).textContent).toMatch(
    /This page broke.*undefined is not a function/,
  );
});
