/** The audit log. */

import { api, unwrap } from './client';
import { pagedQuery } from './paged';
import type { components } from './schema';

type Schemas = components['schemas'];
export type AuditEntry = Schemas['AuditEntry'];
export type Action = Schemas['Action'];

export interface AuditFilters {
  projectId?: string;
  /** What happened: any of these. */
  action?: Action[];
  /** The id of what it happened to. */
  target?: string;
}

const PAGE = 100;

/** Who did what within reach, newest first. */
export function auditQuery(filters: AuditFilters) {
  return pagedQuery<AuditEntry>(['audit', filters], async ({ signal, ...turn }) => {
    const query = { limit: PAGE, ...turn, ...filters };
    return unwrap(await api.GET('/v1/audit', { params: { query }, signal }));
  });
}
