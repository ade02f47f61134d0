/** Moments. The API tells them as RFC 3339 in UTC, with up to nine digits of a second; people read their own zone. */

import { UNKNOWN } from './numbers';

type Moment = string | number | Date;

const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const clock = new Intl.DateTimeFormat('en-GB', CLOCK);
const clockMillis = new Intl.DateTimeFormat('en-GB', { ...CLOCK, fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' });

/** Milliseconds since 1970; NaN for what is no time. */
export function toMillis(moment: Moment): number {
  return moment instanceof Date ? moment.getTime() : typeof moment === 'number' ? moment : Date.parse(moment);
}

/** `12:04:05`, or with milliseconds `12:04:05.123`. */
export function formatClock(moment: Moment, millis = false): string {
  const at = toMillis(moment);
  return Number.isNaN(at) ? UNKNOWN : (millis ? clockMillis : clock).format(at);
}

/** `25 Mar`, with the year when it is another one than now. */
export function formatDay(moment: Moment, now: number = Date.now()): string {
  const at = toMillis(moment);
  if (Number.isNaN(at)) return UNKNOWN;
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? day : dayYear).format(at);
}

/** `25 Mar 12:04:05`; the day is left out when it is today. */
export function formatMoment(moment: Moment, now: number = Date.now()): string {
  const at = toMillis(moment);
  if (Number.isNaN(at)) return UNKNOWN;
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? formatClock(at) : `${formatDay(at, now)} ${formatClock(at)}`;
}

/** Everything: `25 Mar 2026, 12:04:05.123 CET`. */
export function formatExact(moment: Moment): string {
  const at = toMillis(moment);
  if (Number.isNaN(at)) return UNKNOWN;
  const name = zone.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
  return `${dayYear.format(at)}, ${formatClock(at, true)} ${name}`;
}

/** `2026-03-25 11:04:05.123456789 UTC`, with all the digits that were said. */
export function formatUtc(moment: Moment): string {
  const at = toMillis(moment);
  if (Number.isNaN(at)) return UNKNOWN;
  const said = typeof moment === 'string' && moment.endsWith('Z') ? moment : new Date(at).toISOString();
  return `${said.slice(0, -1).replace('T', ' ')} UTC`;
}

/** `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `2 d ago`; `in 5 min` for what is to come. */
export function formatRelative(moment: Moment, now: number = Date.now()): string {
  const at = toMillis(moment);
  if (Number.isNaN(at)) return UNKNOWN;
  const seconds = Math.round((now - at) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'just now';
  const text =
    size < 60
      ? `${size} s`
      : size < 3_600
        ? `${Math.floor(size / 60)} min`
        : size < 86_400
          ? `${Math.floor(size / 3_600)} h`
          : `${Math.floor(size / 86_400)} d`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}
