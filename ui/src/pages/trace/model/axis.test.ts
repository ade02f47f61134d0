import { describe, expect, it } from 'vitest';
import { isWhole, lengthOf, pan, shareOf, ticksOf, whole, within, zoom } from './axis';
import { MS, random } from './fixtures';

const SECOND = 1000 * MS;
const BOUNDS = { from: 0, to: 1000 * MS };

function labels(from: number, to: number, most = 5): string[] {
  return ticksOf({ from, to }, most).map((tick) => tick.label);
}

describe('the time axis', () => {
  it('has ticks at round moments', () => {
    expect(labels(0, 1000 * MS)).toEqual(
      ['0', '200 ms', '400 ms', '600 ms', '800 ms', '1 s'].map((label) =>
        label === '1 s' ? '1.0 s' : label,
      ),
    );
    expect(labels(0, 4 * SECOND, 4)).toEqual(['0', '1 s', '2 s', '3 s', '4 s']);
    expect(labels(0, 900)).toEqual(['0', '200 ns', '400 ns', '600 ns', '800 ns']);
    expect(labels(0, 45_000)).toEqual(['0', '10 µs', '20 µs', '30 µs', '40 µs']);
  });

  it('counts long traces in minutes, hours and days', () => {
    expect(labels(0, 150 * SECOND)).toEqual(['0', '30 s', '1m 00s', '1m 30s', '2m 00s', '2m 30s']);
    expect(labels(0, 5 * 3600 * SECOND)).toEqual(['0', '1h', '2h', '3h', '4h', '5h']);
    expect(labels(0, 3600 * SECOND, 4)).toEqual(['0', '15m', '30m', '45m', '1h 00m']);
    expect(labels(0, 20 * 86_400 * SECOND)).toEqual(['0', '4d', '8d', '12d', '16d', '20d']);
  });

  it('tells ticks apart that are close together and far from the start', () => {
    const told = labels(59_999 * MS, 59_999 * MS + 400_000);
    expect(told).toEqual(['59.9990 s', '59.9991 s', '59.9992 s', '59.9993 s', '59.9994 s']);
  });

  it('never has more ticks than asked for, nor two alike, for any stretch', () => {
    const next = random(7);
    for (let turn = 0; turn < 2000; turn++) {
      const from = Math.floor(10 ** (next() * 15));
      const to = from + 100 + Math.floor(10 ** (next() * 15));
      const most = 2 + Math.floor(next() * 10);
      const ticks = ticksOf({ from, to }, most);
      expect(ticks.length).toBeLessThanOrEqual(most + 1);
      expect(new Set(ticks.map((tick) => tick.label)).size).toBe(ticks.length);
      for (const tick of ticks) expect(tick.at >= from && tick.at <= to).toBe(true);
    }
  });

  it('is never empty', () => {
    expect(lengthOf(whole(5, 5))).toBeGreaterThan(0);
    expect(whole(0, 1000)).toEqual({ from: 0, to: 1000 });
  });

  it('zooms around a moment that stays where it is', () => {
    const near = zoom(BOUNDS, 0.5, 800 * MS, BOUNDS);
    expect(near).toEqual({ from: 400 * MS, to: 900 * MS });
    expect(shareOf(near, 800 * MS)).toBeCloseTo(0.8);
    expect(zoom(near, 4, 800 * MS, BOUNDS)).toEqual(BOUNDS);
    expect(lengthOf(zoom(BOUNDS, 1e-12, 0, BOUNDS))).toBe(100);
  });

  it('pans within the trace', () => {
    const part = { from: 200 * MS, to: 400 * MS };
    expect(pan(part, 0.5, BOUNDS)).toEqual({ from: 300 * MS, to: 500 * MS });
    expect(pan(part, -9, BOUNDS)).toEqual({ from: 0, to: 200 * MS });
    expect(pan(part, 9, BOUNDS)).toEqual({ from: 800 * MS, to: 1000 * MS });
  });

  it('takes any stretch to one within the trace', () => {
    expect(within({ from: -500, to: 1 }, BOUNDS)).toEqual({ from: 0, to: 501 });
    expect(within({ from: 0, to: 9e12 }, BOUNDS)).toEqual(BOUNDS);
    expect(isWhole(BOUNDS, BOUNDS)).toBe(true);
    expect(isWhole({ from: 1, to: 1000 * MS }, BOUNDS)).toBe(false);
  });
});
