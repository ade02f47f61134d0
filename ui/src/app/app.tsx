import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setCsrfToken } from '@/api/csrf';
import { makeQueryClient } from '@/api/query-client';
import { sessionQuery } from '@/api/session';
import { makeRouter } from './router';

/** The whole explorer. */
export function makeApp() {
  const queries = makeQueryClient(() => {
    // The session has ended, wherever that was noticed: sign in, and come back.
    const { pathname, href } = router.state.location;
    if (pathname === '/sign-in') return;
    setCsrfToken(null);
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, null);
    void router.navigate({ to: '/sign-in', search: { return: href }, replace: true });
  });
  const router = makeRouter(queries);
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
