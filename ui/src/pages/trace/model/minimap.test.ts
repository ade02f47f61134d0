import { describe, expect, it } from 'vitest';
import { buildColumns } from './build';
import { anySpans, largeSpans, MS, span } from './fixtures';
import { glanceOf } from './minimap';

const BOUNDS = { from: 0, to: 100 * MS };

function dots(values: Uint8Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, lane) => [
    ...values.slice(lane * width, (lane + 1) * width),
  ]);
}

describe('the minimap', () => {
  it('has a lane for each span while these are few', () => {
    const columns = buildColumns([
      span(0, null, { startOffsetNano: 0, durationNano: 100 * MS }),
      span(1, 0, { startOffsetNano: 50 * MS, durationNano: 24 * MS, status: 'error' }),
    ]);
    const glance = glanceOf(columns, BOUNDS, { width: 10, lanes: 8 }, (at) => at + 1, 2);
    expect(glance.lanes).toBe(2);
    expect(dots(glance.series, 10)).toEqual([Array(10).fill(1), [0, 0, 0, 0, 0, 2, 2, 2, 0, 0]]);
    expect(dots(glance.failed, 10)[1]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 0, 0]);
    expect(glance.density[0]).toBe(255);
  });

  it('shows a span that is shorter than a dot, at the very end too', () => {
    const columns = buildColumns([span(0, null, { startOffsetNano: 100 * MS, durationNano: 0 })]);
    const glance = glanceOf(columns, BOUNDS, { width: 4, lanes: 4 }, () => 1, 1);
    expect([...glance.series]).toEqual([0, 0, 0, 1]);
  });

  it('says what the spans of each dot say, for any trace', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const columns = buildColumns(anySpans(seed * 7, seed));
      const bounds = { from: 0, to: 1200 * MS };
      const [width, lanes] = [13, 5];
      const glance = glanceOf(columns, bounds, { width, lanes }, (at) => 1 + (at % 3), 3);
      const counts = new Map<number, number>();
      for (let at = 0; at < columns.count; at++) {
        const lane = Math.floor((at * glance.lanes) / columns.count);
        const x = (moment: number) => Math.min(width - 1, Math.floor((moment / bounds.to) * width));
        const start = columns.start[at] as number;
        for (let dot = x(start); dot <= x(start + (columns.duration[at] as number)); dot++) {
          const place = lane * width + dot;
          counts.set(place, (counts.get(place) ?? 0) + 1);
        }
      }
      for (let place = 0; place < glance.series.length; place++) {
        expect((glance.series[place] as number) > 0).toBe(counts.has(place));
        expect((glance.density[place] as number) > 0).toBe(counts.has(place));
      }
    }
  });

  it('takes a hundred thousand spans, and none', () => {
    const columns = buildColumns(largeSpans(100_000));
    const glance = glanceOf(columns, { from: 0, to: 100_010 * MS }, { width: 1200, lanes: 48 }, () => 1, 8);
    expect(glance.failed.includes(1)).toBe(true);
    expect(glanceOf(buildColumns([]), BOUNDS, { width: 10, lanes: 4 }, () => 1, 1).series.includes(1)).toBe(
      false,
    );
  });
});
