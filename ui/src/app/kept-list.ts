/** The trace list as it was left: for the way back from a trace, and on to the traces beside it. */

import type { tracesSearch } from '@/pages/traces/search';

export interface KeptList {
  /** What its address said. */
  readonly search: ReturnType<typeof tracesSearch>;
  /** The traces that it showed, in their order. */
  readonly traceIds: readonly string[];
}

const lists = new Map<string, KeptList>();

/** To be called by the list whenever it is another one. */
export function keepList(projectId: string, list: KeptList): void {
  lists.set(projectId, list);
}

export function keptList(projectId: string): KeptList | null {
  return lists.get(projectId) ?? null;
}

/** The traces before and after this one in the list; null where the list ends, or did not show it. */
export function besides(projectId: string, traceId: string): { before: string | null; after: string | null } {
  const ids = lists.get(projectId)?.traceIds ?? [];
  const at = ids.indexOf(traceId);
  if (at < 0) return { before: null, after: null };
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null };
}
