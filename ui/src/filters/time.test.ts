import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  fromLocalInput,
  parseMoment,
  parseWindow,
  presetFor,
  rangeOf,
  readWindow,
  spellWindow,
  toLocalInput,
  widened,
  writeMoment,
} from './time';

const NOON = Date.UTC(2026, 2, 25, 12);
const HOUR = 3_600_000;

describe('windows', () => {
  it('are a number and a unit', () => {
    expect(parseWindow('90s')).toBe(90_000);
    expect(parseWindow('60d')).toBe(60 * 24 * HOUR);
    for (const wrong of ['', '8', 'h', '8 h', '-8h', '0h', '1.5h', '8w', '999999999d']) {
      expect(parseWindow(wrong)).toBeNull();
    }
  });

  it('are spelled', () => {
    expect(spellWindow('8h')).toBe('8 hours');
    expect(spellWindow('1d')).toBe('1 day');
  });

  it('are read as people type them', () => {
    expect(readWindow(' 45 min ')).toBe('45m');
    expect(readWindow('3 hours')).toBe('3h');
    expect(readWindow('2w')).toBe('14d');
    expect(readWindow('90s')).toBe('90s');
    expect(readWindow('2 days')).toBe('2d');
    for (const wrong of ['', 'soon', '0h', '1.5h', '5 months', 'h']) expect(readWindow(wrong)).toBeNull();
  });
});

describe('moments', () => {
  it('are RFC 3339', () => {
    expect(parseMoment('2026-03-25T12:00:00Z')).toBe(NOON);
    expect(parseMoment('2026-03-25T13:00:00.000000001+01:00')).toBe(NOON);
    for (const wrong of ['2026-03-25', '12:00', '2026-03-25T25:00:00Z', '9999-01-01T00:00:00Z', 'Z']) {
      expect(parseMoment(wrong)).toBeNull();
    }
  });

  it('are written with no more digits than needed', () => {
    expect(writeMoment(NOON)).toBe('2026-03-25T12:00:00Z');
    expect(writeMoment(NOON + 5)).toBe('2026-03-25T12:00:00.005Z');
  });

  it('go to the fields of a form and back, to the second', () => {
    expect(fromLocalInput(toLocalInput(NOON))).toBe(NOON);
    expect(fromLocalInput('')).toBeNull();
    expect(fromLocalInput('2026-03')).not.toBe(NOON);
  });
});

describe('ranges', () => {
  it('end now, or where they say', () => {
    expect(boundsOf({}, NOON)).toEqual([NOON - 8 * HOUR, NOON]);
    expect(boundsOf({ window: '1h' }, NOON)).toEqual([NOON - HOUR, NOON]);
    expect(boundsOf({ from: '2026-03-25T10:00:00Z' }, NOON)).toEqual([NOON - 2 * HOUR, NOON]);
    expect(boundsOf({ from: '2026-03-25T10:00:00Z', to: '2026-03-25T11:00:00Z' }, NOON)).toEqual([
      NOON - 2 * HOUR,
      NOON - HOUR,
    ]);
  });

  it('are whole seconds, outwards', () => {
    expect(rangeOf(NOON + 1, NOON + 1_001)).toEqual({
      from: '2026-03-25T12:00:00Z',
      to: '2026-03-25T12:00:02Z',
    });
  });

  it('widen to the next preset, or around their middle', () => {
    expect(presetFor(1)).toBe('10m');
    expect(presetFor(1e12)).toBe('60d');
    expect(widened({}, NOON)).toEqual({ window: '24h' });
    expect(widened({ window: '60d' }, NOON)).toEqual({ window: '60d' });
    const past = { from: '2026-03-25T10:00:00Z', to: '2026-03-25T10:30:00Z' };
    expect(widened(past, NOON)).toEqual({ from: '2026-03-25T09:45:00Z', to: '2026-03-25T10:45:00Z' });
    expect(widened({ from: '2026-03-25T11:00:00Z', to: '2026-03-25T11:55:00Z' }, NOON)).toEqual({
      window: '8h',
    });
  });
});
