/** A JSON value as the rows of a tree, those below a closed one left out. */

import { isObject, type Json } from './exact';

export interface Row {
  /** Where it is: a JSON pointer (RFC 6901). */
  pointer: string;
  /** 0 for what the value itself holds. */
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
  /** How many levels are shown; one at least. */
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

/** The value itself has a row only where it holds nothing. */
export function rowsOf(value: Json, folding: Folding): Row[] {
  if (!sizeOf(value)) return [{ pointer: '', depth: 0, name: null, value, size: sizeOf(value), open: false }];
  const rows: Row[] = [];
  const waiting: Waiting[] = below({ pointer: '', depth: -1, value }, MOST_ROWS);
  while (rows.length < MOST_ROWS) {
    const here = waiting.pop();
    if (!here) break;
    const size = sizeOf(here.value);
    const standard = here.depth + 1 < folding.openDepth;
    const open = size !== null && size > 0 && (folding.changed.get(here.pointer) ?? standard);
    rows.push({ ...here, size, open });
    if (open) for (const next of below(here, MOST_ROWS - rows.length)) waiting.push(next);
  }
  return rows;
}

/** What a value holds, the last one first; no more of the first ones than there is room for. */
function below({ pointer, depth, value }: Omit<Waiting, 'name'>, room: number): Waiting[] {
  return entriesOf(value)
    .slice(0, room)
    .map(([name, held]) => ({ pointer: `${pointer}/${escaped(name)}`, depth: depth + 1, name, value: held }))
    .reverse();
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

/** The first words of an object or array that is closed: `role: "user", parts: […]`. */
export function previewOf(value: Json, length = 80): string {
  let told = '';
  for (const [name, held] of firstOf(value)) {
    const key = typeof name === 'number' ? '' : `${name.slice(0, length)}: `;
    told += `${told === '' ? '' : ', '}${key}${briefly(held, length)}`;
    if (told.length > length) return `${told.slice(0, length)}…`;
  }
  return told.length > 0 && (sizeOf(value) ?? 0) > MOST_NAMED ? `${told}, …` : told;
}

const MOST_NAMED = 8;

function firstOf(value: Json): [string | number, Json][] {
  if (Array.isArray(value)) return value.slice(0, MOST_NAMED).map((held, index) => [index, held]);
  return isObject(value) ? Object.entries(value).slice(0, MOST_NAMED) : [];
}

function briefly(value: Json, length: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, length));
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : '{…}';
  return String(value);
}
