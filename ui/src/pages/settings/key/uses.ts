/** What a key was used for, summed up from what the audit log says that it did. */

import type { AuditEntry } from '@/api/audit';
import { toMillis } from '@/lib/format';

export interface Use {
  /** For what: `gateway`, `collector`, `api`, `sign-in`, `denied`. */
  kind: string;
  count: number;
  /** When last, as the API tells it. */
  last: string;
}

export const USE_NAMES: Record<string, string> = {
  gateway: 'Gateway calls',
  collector: 'Collector requests',
  api: 'API calls',
  'sign-in': 'Sign-ins',
  denied: 'Turned away',
};

/** Sums by kind, the most used first. Entries count many uses each. */
export function usesOf(entries: readonly Pick<AuditEntry, 'action' | 'at' | 'details'>[]): Use[] {
  const uses = new Map<string, Use>();
  for (const entry of entries) {
    const kind = kindOf(entry);
    if (kind === null) continue;
    const before = uses.get(kind) ?? { kind, count: 0, last: entry.at };
    const last = toMillis(entry.at) > toMillis(before.last) ? entry.at : before.last;
    uses.set(kind, { kind, count: before.count + countOf(entry.details), last });
  }
  return [...uses.values()].sort((a, b) => b.count - a.count);
}

function kindOf({ action, details }: Pick<AuditEntry, 'action' | 'details'>): string | null {
  if (action === 'access.denied') return 'denied';
  if (action !== 'key.used') return null;
  return typeof details.kind === 'string' ? details.kind : 'api';
}

function countOf({ count }: Record<string, unknown>): number {
  return typeof count === 'number' ? count : 1;
}
