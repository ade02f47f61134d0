import { describe, expect, it } from 'vitest';
import type { Histogram } from '@/api/overview';
import { barAt, marksOf, shapeOf, stretchOf, sumOf } from './shape';

const NOON = Date.UTC(2026, 2, 25, 12);
const MINUTE = 60_000;

function histogram(minutes: number, buckets: [minute: number, count: number, errors: number][]): Histogram {
  const time = (minute: number) => new Date(NOON + minute * MINUTE).toISOString();
  return {
    startTime: time(0),
    endTime: time(minutes),
    bucketDurationNano: 60e9,
    buckets: buckets.map(([minute, count, errorCount]) => ({ startTime: time(minute), count, errorCount })),
  };
}

describe('the bars', () => {
  it('leave no gap where nothing came', () => {
    const shape = shapeOf(
      histogram(4, [
        [1, 5, 2],
        [3, 1, 0],
      ]),
      false,
      0,
    );
    expect(shape.bars.map((bar) => bar.count)).toEqual([0, 5, 0, 1]);
    expect(shape.most).toBe(5);
    expect(sumOf(shape.bars)).toEqual({ count: 6, errors: 2 });
    expect([shape.start, shape.end]).toEqual([NOON, NOON + 4 * MINUTE]);
  });

  it('begin at a multiple of their width, before the window', () => {
    const ragged = { ...histogram(3, [[0, 1, 0]]), startTime: new Date(NOON + 20_000).toISOString() };
    expect(shapeOf(ragged, false, 0).bars.map((bar) => [bar.start, bar.count])).toEqual([
      [NOON, 1],
      [NOON + MINUTE, 0],
      [NOON + 2 * MINUTE, 0],
    ]);
  });

  it('end at now where the window does, or with what came from ahead', () => {
    const now = NOON + 2 * MINUTE;
    expect(shapeOf(histogram(7, [[0, 1, 0]]), true, now).bars).toHaveLength(2);
    expect(shapeOf(histogram(7, [[4, 1, 0]]), true, now).bars).toHaveLength(5);
    expect(shapeOf(histogram(7, [[0, 1, 0]]), false, now).bars).toHaveLength(7);
  });

  it('are none where nothing is', () => {
    const shape = shapeOf({ ...histogram(0, []), bucketDurationNano: 0 }, false, 0);
    expect(shape).toMatchObject({ bars: [], most: 0 });
    expect(stretchOf(shape, 0, 1)).toBeNull();
  });

  it('are found by place, and brushed in either direction', () => {
    const shape = shapeOf(histogram(4, [[1, 5, 2]]), false, 0);
    expect([-1, 0, 0.3, 0.99, 2].map((share) => barAt(shape, share))).toEqual([0, 0, 1, 3, 3]);
    expect(stretchOf(shape, 2, 1)).toEqual([NOON + MINUTE, NOON + 3 * MINUTE]);
  });
});

describe('the marks of the axis', () => {
  const HOUR = 60 * MINUTE;
  it.each([
    ['ten minutes', 10 * MINUTE, 2 * MINUTE],
    ['eight hours', 8 * HOUR, 2 * HOUR],
    ['a day', 24 * HOUR, 6 * HOUR],
  ])('are round for %s', (_, length, step) => {
    const start = NOON + 17_000;
    const marks = marksOf(start, start + length, 6);
    expect(marks.length).toBeGreaterThan(2);
    expect(marks.length).toBeLessThanOrEqual(7);
    const gaps = marks.slice(1).map((mark, index) => mark.at - (marks[index]?.at ?? 0));
    expect(new Set(gaps)).toEqual(new Set([step]));
    for (const mark of marks) expect(new Date(mark.at).getSeconds()).toBe(0);
  });

  it('are days for weeks', () => {
    const marks = marksOf(NOON, NOON + 60 * 24 * HOUR, 6);
    expect(marks.length).toBeLessThanOrEqual(7);
    for (const mark of marks) {
      expect(mark.kind).toBe('day');
      expect(new Date(mark.at).getHours()).toBe(0);
    }
  });

  it('are seconds for less than a minute', () => {
    expect(marksOf(NOON, NOON + 30_000, 6).every((mark) => mark.kind !== 'day')).toBe(true);
  });
});
