/** A JSON value as the rows of a tree, those below a closed one left out. */

import { isObject, type Json } from './exact';

export interface Row {
  /** Where it is: a JSON pointer (RFC 6901). */
  pointer: string;
  /** 0 for the value itself. */
  depth: number;
  /** The key or index it has where it is; null for the value itself. */
  name: string | number | null;
  value: Json;
  /** How many values an object or array holds; null for anything else. */
  size: number | null;
  open: boolean;
}

/** What a person opened and closed; everything else is open down to `openDepth`. */
export interface Folding {
  openDepth: number;
  changed: ReadonlyMap<string, boolean>;
}

/** More rows are never made: nobody reads on. */
export const MOST_ROWS = 200_000;

interface Waiting {
  pointer: string;
  depth: number;
  name: string | number | null;
  value: Json;
}

export function rowsOf(value: Json, folding: Folding): Row[] {
  const rows: Row[] = [];
  const waiting: Waiting[] = [{ pointer: '', depth: 0, name: null, value }];
  while (rows.length < MOST_ROWS) {
    const here = waiting.pop();
    if (!here) break;
    const size = sizeOf(here.value);
    const open =
      size !== null && size > 0 && (folding.changed.get(here.pointer) ?? here.depth < folding.openDepth);
    rows.push({ ...here, size, open });
    if (!open) continue;
    const held = entriesOf(here.value);
    const room = Math.min(held.length, MOST_ROWS - rows.length);
    for (let index = room - 1; index >= 0; index -= 1) {
      const [name, child] = held[index] as [string | number, Json];
      waiting.push({
        pointer: `${here.pointer}/${escaped(name)}`,
        depth: here.depth + 1,
        name,
        value: child,
      });
    }
  }
  return rows;
}

/** How deep a tree can be open from the start and have at most `budget` rows. */
export function depthWithin(value: Json, budget: number, deepest = 8): number {
  let level: Json[] = [value];
  let rows = 1;
  for (let depth = 0; depth < deepest; depth += 1) {
    let below = 0;
    for (const each of level) below += sizeOf(each) ?? 0;
    if (below === 0) return deepest;
    rows += below;
    if (rows > budget) return Math.max(depth, 1);
    level = level.flatMap((each) => entriesOf(each).map(([, held]) => held));
  }
  return deepest;
}

function sizeOf(value: Json): number | null {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : null;
}

function entriesOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.map((held, index) => [index, held]);
  return isObject(value) ? Object.entries(value) : [];
}

function escaped(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The row that is one level up, by its place in the list; -1 for the first. */
export function parentOf(rows: readonly Row[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at -= 1) if ((rows[at]?.depth ?? 0) < depth) return at;
  return -1;
}
