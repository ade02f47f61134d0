/** Search parameters of the address bar: read with care, as anyone may have written them. */

import {
  DEFAULT_WINDOW,
  type Filters,
  type ListSearch,
  NAME_FIELDS,
  RANGE_FIELDS,
  type RangeKey,
  type TimeRange,
} from './fields';
import { parseMoment, parseWindow, rangeOf } from './time';

export interface ReadSearch {
  search: ListSearch;
  /** Names of the parameters that were not understood and are left out. */
  dropped: string[];
}

const MOST_NAMES = 100;
const LONGEST_NAME = 1_024;
const LONGEST_TEXT = 1_000;
const LARGEST: Record<RangeKey, number> = {
  minTokens: Number.MAX_SAFE_INTEGER,
  maxTokens: Number.MAX_SAFE_INTEGER,
  minDurationMs: 1e12,
  maxDurationMs: 1e12,
  minCost: Number.MAX_VALUE,
  maxCost: Number.MAX_VALUE,
};
const KNOWN = new Set<string>([
  ...['window', 'from', 'to', 'live', 'status', 'toolCalls', 'q', 'attribute'],
  ...NAME_FIELDS,
  ...Object.keys(LARGEST),
]);

/** The parameters that make sense, and the names of the others. Never throws. */
export function readSearch(raw: Readonly<Record<string, unknown>>): ReadSearch {
  const dropped = new Set(Object.keys(raw).filter((name) => raw[name] !== undefined && !KNOWN.has(name)));
  const read = new Reader(raw, dropped);
  const filters = readFilters(read);
  const time = readTime(read);
  const live = read.one('live', (text) => (text === 'true' || text === '1' ? (true as const) : null));
  const search: ListSearch = { ...time, ...filters };
  // A range that has ended gets no new traces.
  if (live && time.to === undefined) search.live = live;
  else if (live) dropped.add('live');
  return { search, dropped: [...dropped] };
}

function readFilters(read: Reader): Filters {
  const filters: Filters = {};
  const status = read.one('status', (text) => (text === 'ok' || text === 'error' ? text : null));
  if (status) filters.status = status;
  for (const field of NAME_FIELDS) {
    const names = read.many(field, (text) => text.length > 0 && text.length <= LONGEST_NAME);
    if (names.length > 0) filters[field] = names;
  }
  const toolCalls = read.one('toolCalls', (text) => (text === 'with' || text === 'without' ? text : null));
  if (toolCalls) filters.toolCalls = toolCalls;
  for (const field of RANGE_FIELDS) {
    const [min, max] = [`min${field}` as const, `max${field}` as const];
    const low = read.one(min, (text) => number(text, min));
    const high = read.one(max, (text) => number(text, max));
    if (low !== null && high !== null && low > high) {
      read.drop(min, max);
      continue;
    }
    if (low !== null) filters[min] = low;
    if (high !== null) filters[max] = high;
  }
  const q = read.one('q', (text) => (text.length <= LONGEST_TEXT ? text : null))?.trim();
  if (q) filters.q = q;
  const attributes = read.many(
    'attribute',
    (text) => text.indexOf('=') > 0 && text.length <= 2 * LONGEST_NAME,
  );
  if (attributes.length > 0) filters.attribute = attributes;
  return filters;
}

function readTime(read: Reader): TimeRange {
  const window = read.one('window', (text) => (parseWindow(text) === null ? null : text));
  const from = read.one('from', (text) => (parseMoment(text) === null ? null : text));
  const to = read.one('to', (text) => (parseMoment(text) === null ? null : text));
  const [start, end] = [from === null ? null : parseMoment(from), to === null ? null : parseMoment(to)];
  if (from !== null && window !== null) read.drop('window');
  if (start !== null && end !== null && start >= end) {
    read.drop('from', 'to');
    return {};
  }
  if (from !== null) return to === null ? { from } : { from, to };
  if (end !== null) return rangeOf(Math.max(0, end - (parseWindow(window ?? DEFAULT_WINDOW) ?? 0)), end);
  return window === null || window === DEFAULT_WINDOW ? {} : { window };
}

function number(text: string, key: RangeKey): number | null {
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  const whole = key.endsWith('Tokens');
  return value <= LARGEST[key] && (!whole || Number.isInteger(value)) ? value : null;
}

/** Values as texts, whether the router read them as such, as numbers, or as lists. */
class Reader {
  constructor(
    private readonly raw: Readonly<Record<string, unknown>>,
    private readonly dropped: Set<string>,
  ) {}

  /** The first where there are several. */
  one<T>(name: string, read: (text: string) => T | null): T | null {
    const texts = this.texts(name);
    if (texts === null) return null;
    const value = texts[0] === undefined ? null : read(texts[0]);
    if (value === null || texts.length > 1) this.drop(name);
    return value;
  }

  /** Each value once. */
  many(name: string, fits: (text: string) => boolean): string[] {
    const texts = this.texts(name) ?? [];
    const found = [...new Set(texts.filter(fits))].slice(0, MOST_NAMES);
    if (found.length < new Set(texts).size) this.drop(name);
    return found;
  }

  drop(...names: string[]): void {
    for (const name of names) this.dropped.add(name);
  }

  private texts(name: string): string[] | null {
    const value = this.raw[name];
    if (value === undefined) return null;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    const texts = list.map(textOf).filter((text) => text !== null);
    if (texts.length < list.length) this.drop(name);
    return texts.length > 0 ? texts : null;
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
