/** API keys. A secret is in the answer that made it, and in no query's data. */

import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from './client';
import { pagedQuery } from './paged';
import type { components } from './schema';

type Schemas = components['schemas'];
export type Key = Schemas['Key'];
export type IssuedKey = Schemas['IssuedKey'];
export type CreateKey = Schemas['CreateKey'];

const PAGE = 100;

/** The keys in reach, newest first; with a project, that project's own. */
export function keysQuery(projectId?: string) {
  return pagedQuery<Key>(['keys', 'list', projectId ?? null], async ({ signal, ...turn }) => {
    const query = { limit: PAGE, ...turn, ...(projectId === undefined ? {} : { projectId }) };
    return unwrap(await api.GET('/v1/keys', { params: { query }, signal }));
  });
}

export function keyQuery(keyId: string) {
  return queryOptions({
    queryKey: ['keys', keyId],
    queryFn: async ({ signal }): Promise<Key> =>
      unwrap(await api.GET('/v1/keys/{keyId}', { params: { path: { keyId } }, signal })),
  });
}

export async function createKey(wanted: CreateKey): Promise<IssuedKey> {
  return unwrap(await api.POST('/v1/keys', { body: wanted }));
}

export async function rotateKey(
  keyId: string,
  gracePeriodSeconds: Schemas['RotateKey']['gracePeriodSeconds'],
): Promise<IssuedKey> {
  const params = { path: { keyId } };
  return unwrap(await api.POST('/v1/keys/{keyId}/rotate', { params, body: { gracePeriodSeconds } }));
}

export async function revokeKey(keyId: string): Promise<Key> {
  return unwrap(await api.POST('/v1/keys/{keyId}/revoke', { params: { path: { keyId } } }));
}
