import { describe, expect, it } from 'vitest';
import * as format from '.';

describe('durations', () => {
  it.each([
    [null, '–'],
    [0, '0 ns'],
    [999, '999 ns'],
    [1_000, '1.00 µs'],
    [12_345, '12.3 µs'],
    [999_400, '999 µs'],
    [999_600, '1.00 ms'],
    [820_000_000, '820 ms'],
    [999_600_000, '1.00 s'],
    [1_250_000_000, '1.25 s'],
    [59_990_000_000, '60.0 s'],
    [59_996_000_000, '1m 00s'],
    [125_000_000_000, '2m 05s'],
    [3_599_600_000_000, '1h 00m'],
    [12_000_000_000_000, '3h 20m'],
    [187_200_000_000_000, '2d 04h'],
    [-1_250_000_000, '-1.25 s'],
  ])('%s ns is %s', (nano, text) => {
    expect(format.formatDuration(nano)).toBe(text);
  });

  it('takes seconds, and spells for who listens', () => {
    expect(format.formatSeconds(0.42)).toBe('420 ms');
    expect(format.spellDuration(125_000_000_000)).toBe('2 minutes 5 seconds');
    expect(format.spellDuration(60_000_000_000)).toBe('1 minute');
    expect(format.spellDuration(1_500_000)).toBe('1.50 milliseconds');
  });
});

describe('numbers', () => {
  it.each([
    [null, '–'],
    [0, '$0'],
    [0.0000001, '<$0.000001'],
    [0.000012, '$0.000012'],
    [0.00123456, '$0.00123'],
    [0.01234, '$0.0123'],
    [0.05, '$0.05'],
    [0.1, '$0.10'],
    [0.5, '$0.50'],
    [0.1239, '$0.124'],
    [0.9999, '$1.00'],
    [1.239, '$1.24'],
    [12_345.6, '$12,346'],
  ])('%s dollars are %s', (dollars, text) => {
    expect(format.formatCost(dollars)).toBe(text);
  });

  it('counts whole, and short where it is narrow', () => {
    expect(format.formatCount(1_234_567)).toBe('1,234,567');
    expect([0, 1, 1_234].map((count) => format.formatMany(count, 'span'))).toEqual([
      '0 spans',
      '1 span',
      '1,234 spans',
    ]);
    expect(format.formatCompact(9_999)).toBe('9,999');
    expect(format.formatCompact(12_345)).toBe('12.3k');
    expect(format.formatCompact(undefined)).toBe('–');
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [999_960, '1.0 MB'],
    [25_000_000, '25 MB'],
  ])('%s bytes are %s', (bytes, text) => {
    expect(format.formatBytes(bytes)).toBe(text);
  });

  it('tells shares', () => {
    expect(format.formatShare(0)).toBe('0 %');
    expect(format.formatShare(0.0004)).toBe('<0.1 %');
    expect(format.formatShare(0.0123)).toBe('1.2 %');
    expect(format.formatShare(0.5)).toBe('50 %');
    expect(format.formatShare(Number.NaN)).toBe('–');
  });
});

describe('moments', () => {
  const now = new Date(2026, 2, 25, 12, 4, 5).getTime();

  it.each([
    [0, 'just now'],
    [42, '42 s ago'],
    [300, '5 min ago'],
    [3 * 3600 + 100, '3 h ago'],
    [2 * 86_400, '2 d ago'],
    [-300, 'in 5 min'],
  ])('%s seconds before now is %s', (seconds, text) => {
    expect(format.formatRelative(now - seconds * 1000, now)).toBe(text);
  });

  it('leaves out the day of today and the year of this year', () => {
    expect(format.formatMoment(now, now)).toBe('12:04:05');
    expect(format.formatMoment(new Date(2026, 0, 2, 3, 4, 5), now)).toBe('2 Jan 03:04:05');
    expect(format.formatMoment(new Date(2025, 0, 2, 3, 4, 5), now)).toBe('2 Jan 2025 03:04:05');
  });

  it('tell UTC with every digit that was said', () => {
    expect(format.formatUtc('2026-03-25T12:04:05.123456789Z')).toBe('2026-03-25 12:04:05.123456789 UTC');
    expect(format.formatUtc('2026-03-25T12:04:05+02:00')).toBe('2026-03-25 10:04:05.000 UTC');
    expect(format.formatUtc(0)).toBe('1970-01-01 00:00:00.000 UTC');
  });

  it('reads nine digits of a second, and shows three with the zone', () => {
    const exact = format.formatExact('2026-03-25T12:04:05.123456789Z');
    expect(exact).toMatch(/^25 Mar 2026, \d\d:04:05\.123 \S+$/);
  });

  it('says that it does not know what is no time', () => {
    expect(format.formatMoment('never')).toBe('–');
    expect(format.formatUtc('never')).toBe('–');
    expect(format.formatExact('never')).toBe('–');
    expect(format.formatRelative('never')).toBe('–');
  });
});
