/** Who is signed in. */

import { queryOptions, useQuery } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { api, unwrap } from './client';
import { setCsrfToken } from './csrf';
import { ApiError } from './errors';
import type { components } from './schema';

export type BrowserSession = components['schemas']['BrowserSession'];
export type Scope = BrowserSession['scopes'][number];

/** What signs in: an API key with `traces:read`, or the code of the printed link. */
export type Credential = { credential: string } | { code: string };

function admit(session: BrowserSession): BrowserSession {
  setCsrfToken(session.csrfToken);
  return session;
}

const KEY = ['session'] as const;

/** Null when nobody is signed in. A session that was there and has ended is an error, as for every other query. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal, client }): Promise<BrowserSession | null> => {
    try {
      return admit(unwrap(await api.GET('/v1/session', { signal })));
    } catch (error) {
      const nobody = error instanceof ApiError && error.status === 401;
      if (nobody && !client.getQueryData(KEY)) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export async function signIn(credential: Credential): Promise<BrowserSession> {
  return admit(unwrap(await api.POST('/v1/session', { body: credential })));
}

export async function signOut(): Promise<void> {
  await api.DELETE('/v1/session');
  setCsrfToken(null);
}

/** The session on a page that is only shown to who is signed in, as it was when the page was entered. */
export function useSession(): BrowserSession {
  return useRouteContext({ from: '/signed-in' }).session;
}

/** Whether who is signed in may do what needs this scope. */
export function useMay(scope: Scope): boolean {
  return useQuery(sessionQuery).data?.scopes.includes(scope) ?? false;
}
