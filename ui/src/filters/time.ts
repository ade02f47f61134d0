/** Windows as the query API writes them, and moments between the API's UTC and a person's own zone. */

import { formatClock, formatMany, formatMoment } from '@/lib/format';
import { DEFAULT_WINDOW, type TimeRange } from './fields';

export const PRESETS = ['10m', '30m', '1h', '8h', '24h', '7d', '30d', '60d'] as const;

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const NAMES = { s: 'second', m: 'minute', h: 'hour', d: 'day' } as const;
const WINDOW = /^(\d{1,9})([smhd])$/;
const MOMENT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;
/** The API's times are nanoseconds in 63 bits. */
const LAST_MOMENT = Date.UTC(2262, 0, 1);

/** Milliseconds; null for what is no window. */
export function parseWindow(text: string): number | null {
  const found = WINDOW.exec(text);
  if (!found) return null;
  const millis = Number(found[1]) * UNITS[found[2] as keyof typeof UNITS];
  return millis > 0 && millis < LAST_MOMENT ? millis : null;
}

/** `8 hours`, `1 day`. */
export function spellWindow(window: string): string {
  const found = WINDOW.exec(window);
  if (!found) return window;
  return formatMany(Number(found[1]), NAMES[found[2] as keyof typeof NAMES]);
}

/** What a person types for a window: `45m`, `3 h`, `2 days`; null for anything else. */
export function readWindow(text: string): string | null {
  const found = /^(\d{1,6})\s*(s|m|h|d|w)(?:ec|econd|in|inute|r|our|ay|eek)?s?$/.exec(
    text.trim().toLowerCase(),
  );
  if (!found) return null;
  const window = found[2] === 'w' ? `${Number(found[1]) * 7}d` : `${Number(found[1])}${found[2]}`;
  return parseWindow(window) === null ? null : window;
}

/** Milliseconds since 1970; null for what is not RFC 3339 or not within what the API takes. */
export function parseMoment(text: string): number | null {
  if (!MOMENT.test(text)) return null;
  const millis = Date.parse(text);
  return Number.isFinite(millis) && millis >= 0 && millis < LAST_MOMENT ? millis : null;
}

/** RFC 3339 in UTC, with no more digits than are needed. */
export function writeMoment(millis: number): string {
  return new Date(millis).toISOString().replace('.000Z', 'Z');
}

/** Where a range begins and ends, in milliseconds; `now` ends what has no end of its own. */
export function boundsOf(range: TimeRange, now: number): [from: number, to: number] {
  const to = range.to === undefined ? now : (parseMoment(range.to) ?? now);
  const from = range.from === undefined ? null : parseMoment(range.from);
  if (from !== null) return [from, to];
  const length = parseWindow(range.window ?? DEFAULT_WINDOW) ?? UNITS.h;
  return [Math.max(0, to - length), to];
}

/** Whether it goes on to now, so that what comes next belongs to it. */
export function isOpen(range: TimeRange): boolean {
  return range.to === undefined;
}

/** The preset that is at least as wide; the widest where none is. */
export function presetFor(millis: number): string {
  return PRESETS.find((preset) => (parseWindow(preset) ?? 0) >= millis) ?? '60d';
}

/** The next wider range: twice as much around the middle, up to now, or the next preset. */
export function widened(range: TimeRange, now: number): TimeRange {
  const [from, to] = boundsOf(range, now);
  const length = to - from;
  if (range.from === undefined && range.to === undefined) return { window: presetFor(length + 1) };
  const start = Math.max(0, from - length / 2);
  const end = to + length / 2;
  return end >= now ? { window: presetFor(now - start) } : rangeOf(start, end);
}

/** Two moments as a range, to the second outwards. */
export function rangeOf(from: number, to: number): TimeRange {
  return {
    from: writeMoment(Math.floor(from / 1_000) * 1_000),
    to: writeMoment(Math.ceil(to / 1_000) * 1_000),
  };
}

/** As `<input type="datetime-local">` takes it: local, to the second. */
export function toLocalInput(millis: number): string {
  const date = new Date(millis);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Milliseconds since 1970; null for an empty or unfinished field. */
export function fromLocalInput(text: string): number | null {
  const millis = new Date(text).getTime();
  return text !== '' && Number.isFinite(millis) && millis >= 0 && millis < LAST_MOMENT ? millis : null;
}

/** In words, as a button shows it: `Last 8 hours`, `25 Mar 12:00 – 13:30`, `Since 25 Mar 12:00`. */
export function spellRange(range: TimeRange, now: number = Date.now()): string {
  if (range.from === undefined) return `Last ${spellWindow(range.window ?? DEFAULT_WINDOW)}`;
  const from = parseMoment(range.from) ?? 0;
  if (range.to === undefined) return `Since ${shortMoment(from, now)}`;
  const to = parseMoment(range.to) ?? now;
  const sameDay = new Date(from).toDateString() === new Date(to).toDateString();
  return `${shortMoment(from, now)} – ${sameDay ? shortClock(to) : shortMoment(to, now)}`;
}

/** Seconds are left out where there are none. */
function shortMoment(millis: number, now: number): string {
  return formatMoment(millis, now).replace(/:00$/, '');
}

function shortClock(millis: number): string {
  return formatClock(millis).replace(/:00$/, '');
}
