/** Numbers with units as people type them, for the fields of a range; and back. */

import { formatCompact, formatCost, formatDuration } from '@/lib/format';
import type { RangeField } from './fields';

/** A number; null for an empty field; undefined for what is no number of this kind. */
export type Read = number | null | undefined;

const NUMBER = /^([\d,]*\.?\d+|\d[\d,]*\.)\s*([a-zµ%]*)$/;
const MILLIS: Record<string, number> = {
  '': 1,
  ms: 1,
  s: 1_000,
  sec: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};
const THOUSANDS: Record<string, number> = { '': 1, k: 1_000, m: 1_000_000 };
const DOLLARS: Record<string, number> = { '': 1, usd: 1, c: 0.01, ct: 0.01 };

const KINDS: Record<
  RangeField,
  { units: Record<string, number>; whole: boolean; show: (value: number) => string }
> = {
  DurationMs: { units: MILLIS, whole: false, show: (value) => formatDuration(value * 1_000_000) },
  Tokens: { units: THOUSANDS, whole: true, show: (value) => formatCompact(value) },
  Cost: { units: DOLLARS, whole: false, show: (value) => formatCost(value) },
};

/** What stands in an empty field. */
export const EXAMPLES: Record<RangeField, readonly [least: string, most: string]> = {
  DurationMs: ['500 ms', '2 s'],
  Tokens: ['1,000', '20k'],
  Cost: ['$0.01', '$1'],
};

/** What may be written. */
export const UNITS_TOLD: Record<RangeField, string> = {
  DurationMs: 'ms, s, min or h; a number alone is milliseconds.',
  Tokens: 'In and out together; k and M are understood.',
  Cost: 'US dollars.',
};

/** `2 s` as 2000 milliseconds, `10k` as 10000 tokens, `$0.01`. */
export function readAmount(field: RangeField, text: string): Read {
  const trimmed = text
    .trim()
    .toLowerCase()
    .replace(/^\$\s*(?=[\d.])/, '');
  if (trimmed === '') return null;
  const found = NUMBER.exec(trimmed);
  const { units, whole } = KINDS[field];
  const factor = found ? units[found[2] ?? ''] : undefined;
  if (!found || factor === undefined) return undefined;
  const value = Number(found[1]?.replaceAll(',', '')) * factor;
  if (!Number.isFinite(value)) return undefined;
  return whole ? Math.round(value) : Number(value.toPrecision(12));
}

/** As a chip shows it. */
export function showAmount(field: RangeField, value: number): string {
  return KINDS[field].show(value);
}

/** As a field holds it: what `readAmount` reads as the same number. */
export function writeAmount(field: RangeField, value: number | undefined): string {
  if (value === undefined) return '';
  if (field === 'Cost') return `$${plain(value)}`;
  if (field === 'Tokens') return plain(value);
  for (const [unit, size] of [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const) {
    if (value >= size && Number.isInteger((value / size) * 10)) return `${value / size} ${unit}`;
  }
  return `${plain(value)} ms`;
}

/** Digits without an exponent. */
function plain(value: number): string {
  return value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 });
}
