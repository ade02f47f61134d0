/** Durations. The API tells them in nanoseconds; what is shown has three digits that matter. */

import { formatMany, UNKNOWN } from './numbers';

const MICRO = 1_000;
const MILLI = 1_000_000;
const SECOND = 1_000_000_000;
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** `850 ns`, `12.4 µs`, `820 ms`, `1.25 s`, `2m 05s`, `3h 20m`, `2d 04h`. */
export function formatDuration(nano: number | null | undefined): string {
  if (nano == null) return UNKNOWN;
  if (nano < 0) return `-${formatDuration(-nano)}`;
  if (nano < MICRO) return `${Math.round(nano)} ns`;
  if (nano < 999.5 * MICRO) return `${digits(nano / MICRO)} µs`;
  if (nano < 999.5 * MILLI) return `${digits(nano / MILLI)} ms`;
  if (nano < 59.995 * SECOND) return `${digits(nano / SECOND)} s`;
  const seconds = Math.round(nano / SECOND);
  if (seconds < HOUR) return pair(seconds, MINUTE, 'm', 1, 's');
  if (seconds < DAY) return pair(seconds, HOUR, 'h', MINUTE, 'm');
  return pair(seconds, DAY, 'd', HOUR, 'h');
}

/** The same for seconds. */
export function formatSeconds(seconds: number | null | undefined): string {
  return formatDuration(seconds == null ? seconds : seconds * SECOND);
}

/** For people who listen: `2 minutes 5 seconds`. */
export function spellDuration(nano: number): string {
  const seconds = Math.round(nano / SECOND);
  if (seconds < 1) return `${digits(nano / MILLI)} milliseconds`;
  const parts: [number, string][] = [
    [Math.floor(seconds / DAY), 'day'],
    [Math.floor((seconds % DAY) / HOUR), 'hour'],
    [Math.floor((seconds % HOUR) / MINUTE), 'minute'],
    [seconds % MINUTE, 'second'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => formatMany(count, unit))
    .join(' ');
}

function digits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${largeUnit} ${String(rest).padStart(2, '0')}${smallUnit}`;
}
