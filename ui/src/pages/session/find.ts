/** Where to jump to in a session of which only the beginning may have come. */

import type { Turn } from '@/api/sessions';

/** The next turn with an error after `from`, -1 where none of these is one. */
export function nextError(turns: readonly Pick<Turn, 'status'>[], from: number): number {
  return turns.findIndex((turn, index) => index > from && turn.status === 'error');
}

export interface Loaded<T> {
  turns: readonly T[];
  more: boolean;
}

/**
 * Asks for further turns until `find` finds one among those that have come. -1 when all have come and none is it.
 */
export async function findAmong<T>(
  before: Loaded<T>,
  find: (loaded: Loaded<T>) => number,
  load: () => Promise<Loaded<T>>,
): Promise<number> {
  let loaded = before;
  for (;;) {
    const index = find(loaded);
    if (index >= 0 || !loaded.more) return index;
    const { length } = loaded.turns;
    loaded = await load();
    // Nothing came: it failed, which the list itself says.
    if (loaded.turns.length === length && loaded.more) return -1;
  }
}
