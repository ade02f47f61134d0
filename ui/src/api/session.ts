/** Who is signed in. */

import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { makeClient, unwrap } from './client';
import { setCsrfToken } from './csrf';
import { ApiError } from './errors';

export interface BrowserSession {
  actor: { kind: 'key' | 'operator'; name: string; keyId: string | null };
  scopes: string[];
  scopeClass: 'organization' | 'workspace' | 'project' | null;
  organizationId: string | null;
  workspaceId: string | null;
  projectId: string | null;
  expiresAt: string;
  csrfToken: string;
}

type Answer = { headers: Record<string, never>; content: { 'application/json': { data: BrowserSession } } };
type SessionPaths = {
  '/v1/session': {
    parameters: Record<string, never>;
    get: { parameters: Record<string, never>; responses: { 200: Answer } };
    post: {
      parameters: Record<string, never>;
      requestBody: { content: { 'application/json': Credential } };
      responses: { 201: Answer };
    };
    delete: {
      parameters: Record<string, never>;
      responses: { 204: { headers: Record<string, never>; content?: never } };
    };
  };
};

/** What signs in: an API key with `traces:read`, or the code of the printed link. */
export type Credential = { credential: string } | { code: string };

const client = makeClient<SessionPaths>();

function admit(session: BrowserSession): BrowserSession {
  setCsrfToken(session.csrfToken);
  return session;
}

/** Null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<BrowserSession | null> => {
    try {
      return admit(unwrap(await client.GET('/v1/session', { signal })));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export async function signIn(credential: Credential): Promise<BrowserSession> {
  return admit(unwrap(await client.POST('/v1/session', { body: credential })));
}

export async function signOut(): Promise<void> {
  await client.DELETE('/v1/session');
  setCsrfToken(null);
}

/** The session on a page that is only shown to who is signed in. */
export function useSession(): BrowserSession {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data === null) throw new ApiError(401, 'INVALID_CREDENTIAL', 'you are not signed in');
  return data;
}

/** Whether who is signed in may do what needs this scope. */
export function useMay(scope: string): boolean {
  return useQuery(sessionQuery).data?.scopes.includes(scope) ?? false;
}
