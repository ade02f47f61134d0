/** The bars of the histogram, without a gap, and the marks of its axis. Times are milliseconds since 1970. */

import type { Histogram } from '@/api/overview';

export interface Bar {
  start: number;
  end: number;
  count: number;
  errors: number;
}

export interface Shape {
  start: number;
  end: number;
  bars: Bar[];
  /** The highest count. */
  most: number;
}

const MOST_BARS = 400;
const MILLI = 1_000_000;

/**
 * All stretches of time of the window, also the empty ones, which the API leaves out. A window that goes on to now ends
 * a little later for the API, for senders whose clock is ahead; where nothing came from there, it ends at `now`.
 */
export function shapeOf(histogram: Histogram, open: boolean, now: number): Shape {
  const width = Math.max(1, histogram.bucketDurationNano / MILLI);
  const start = Date.parse(histogram.startTime);
  const found = new Map(histogram.buckets.map((bucket) => [Date.parse(bucket.startTime), bucket]));
  const newest = Math.max(...found.keys(), start);
  const until = Date.parse(histogram.endTime);
  const end = open ? Math.min(until, Math.max(now, newest + width)) : until;
  const bars: Bar[] = [];
  for (let at = Math.floor(start / width) * width; at < end && bars.length < MOST_BARS; at += width) {
    const bucket = found.get(at);
    bars.push({ start: at, end: at + width, count: bucket?.count ?? 0, errors: bucket?.errorCount ?? 0 });
  }
  const first = bars[0]?.start ?? start;
  const last = bars.at(-1)?.end ?? end;
  return { start: first, end: last, bars, most: Math.max(0, ...bars.map((bar) => bar.count)) };
}

export interface Sum {
  count: number;
  errors: number;
}

export function sumOf(bars: readonly Bar[]): Sum {
  return bars.reduce((sum, bar) => ({ count: sum.count + bar.count, errors: sum.errors + bar.errors }), {
    count: 0,
    errors: 0,
  });
}

/** From one bar to another, whichever is first, within the window. */
export function stretchOf(shape: Shape, one: number, other: number): [from: number, to: number] | null {
  const first = shape.bars[Math.min(one, other)];
  const last = shape.bars[Math.max(one, other)];
  return first && last ? [first.start, last.end] : null;
}

/** Which bar is at this share, 0 to 1, of the width. */
export function barAt(shape: Shape, share: number): number {
  return Math.max(0, Math.min(shape.bars.length - 1, Math.floor(share * shape.bars.length)));
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 30].map((count) => count * DAY),
];

export interface Mark {
  at: number;
  /** `day` where a day begins, and for steps of days. */
  kind: 'day' | 'minute' | 'second';
}

/** At most so many marks, at round times of the person's own zone. */
export function marksOf(start: number, end: number, most: number): Mark[] {
  const step = STEPS.find((candidate) => (end - start) / candidate <= most) ?? 30 * DAY;
  const marks: Mark[] = [];
  // Steps are counted from midnight, so that they are round also where the zone is no whole hours away.
  const day = new Date(start);
  day.setHours(0, 0, 0, 0);
  while (day.getTime() <= end) {
    const next = new Date(day);
    next.setDate(day.getDate() + Math.max(1, step / DAY));
    const until = Math.min(step < DAY ? next.getTime() - 1 : day.getTime(), end);
    for (let at = day.getTime(); at <= until; at += step) {
      if (at >= start) marks.push({ at, kind: kindOf(at, day.getTime(), step) });
    }
    day.setTime(next.getTime());
  }
  return marks;
}

function kindOf(at: number, midnight: number, step: number): Mark['kind'] {
  if (at === midnight || step >= DAY) return 'day';
  return step < MINUTE ? 'second' : 'minute';
}
