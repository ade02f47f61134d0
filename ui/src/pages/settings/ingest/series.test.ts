import { describe, expect, it } from 'vitest';
import { barsOf, roundUp } from './series';

const bucket = (startTime: string, spans: number, rejectedSpans = 0, refusedRequests = 0) => ({
  startTime,
  accepted: { requests: 1, spans, bytes: 100 },
  rejectedSpans,
  refusedRequests,
});

describe('bars', () => {
  it('fill the window, with nothing where nothing came', () => {
    const bars = barsOf({
      startTime: '2027-03-25T12:00:00Z',
      endTime: '2027-03-25T12:25:00Z',
      bucketDurationNano: 600_000_000_000,
      buckets: [bucket('2027-03-25T12:10:00Z', 7, 2, 1)],
    });
    expect(bars.map(({ start, ...counts }) => [new Date(start).toISOString(), counts])).toEqual([
      ['2027-03-25T12:00:00.000Z', { accepted: 0, rejected: 0, refused: 0 }],
      ['2027-03-25T12:10:00.000Z', { accepted: 7, rejected: 2, refused: 1 }],
      ['2027-03-25T12:20:00.000Z', { accepted: 0, rejected: 0, refused: 0 }],
    ]);
  });

  it('begin where the first bucket does, when the window begins within one', () => {
    const bars = barsOf({
      startTime: '2027-03-25T12:07:00Z',
      endTime: '2027-03-25T12:12:00Z',
      bucketDurationNano: 600_000_000_000,
      buckets: [bucket('2027-03-25T12:00:00Z', 3)],
    });
    expect(bars.map((bar) => bar.accepted)).toEqual([3, 0]);
  });

  it('are never without end', () => {
    const window = { startTime: '1970-01-01T00:00:00Z', endTime: '2027-01-01T00:00:00Z', buckets: [] };
    expect(barsOf({ ...window, bucketDurationNano: 1_000_000_000 }).length).toBeLessThanOrEqual(400);
  });
});

it.each([
  [0, 1],
  [1, 1],
  [1.5, 2],
  [3, 5],
  [10, 10],
  [11, 20],
  [51, 100],
  [240_000, 500_000],
])('%d is rounded up to %d', (value, rounded) => {
  expect(roundUp(value)).toBe(rounded);
});
