import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { makeQueryClient } from '@/api/query-client';
import { TooltipProvider } from '@/design/components/tooltip';
import { formatClock } from '@/lib/format';
import { StaleBanner } from './banner';

const down = () => Promise.reject(new ApiError(500, 'INTERNAL_ERROR', 'no'));
const refused = () => Promise.reject(new ApiError(400, 'INVALID_REQUEST', 'no such cursor'));

/** A page with what was answered once; the next time it is asked for, `next` answers. */
async function shown(next: () => Promise<string>) {
  const queries = makeQueryClient(vi.fn());
  const ask = vi.fn<() => Promise<string>>().mockResolvedValueOnce('what was there').mockImplementation(next);
  function Shown() {
    const { data } = useQuery({ queryKey: ['x'], queryFn: ask, retry: false });
    return <p>{data}</p>;
  }
  render(
    <QueryClientProvider client={queries}>
      <TooltipProvider>
        <StaleBanner />
        <Shown />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  await screen.findByText('what was there');
  return { queries, ask };
}

it('data that could not be refreshed is shown with the time that it is from, until it is', async () => {
  const { queries, ask } = await shown(down);
  expect(screen.queryByRole('status')).toBeNull();
  const from = queries.getQueryState(['x'])?.dataUpdatedAt ?? 0;

  await queries.invalidateQueries();
  expect((await screen.findByRole('status')).textContent).toContain(
    `Showing data from ${formatClock(from)}.`,
  );
  expect(screen.getByText('what was there')).toBeTruthy();

  ask.mockResolvedValue('what is there');
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('what is there');
  await waitFor(() => expect(screen.queryByRole('status')).toBeNull());
});

it('what is refused is no old data', async () => {
  const { queries } = await shown(refused);
  await queries.invalidateQueries();
  expect(queries.getQueryState(['x'])?.status).toBe('error');
  expect(screen.queryByRole('status')).toBeNull();
});
