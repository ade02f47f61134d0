/** The account over time, as bars. */

import type { Ingest } from '@/api/ingest';
import { toMillis } from '@/lib/format';

export interface Bar {
  /** Milliseconds since 1970. */
  start: number;
  accepted: number;
  rejected: number;
  refused: number;
}

const MOST_BARS = 400;

type Account = Pick<Ingest, 'startTime' | 'endTime' | 'bucketDurationNano' | 'buckets'>;

/** One bar for each stretch of the window, also for those in which nothing came. */
export function barsOf({ startTime, endTime, bucketDurationNano, buckets }: Account): Bar[] {
  const width = bucketDurationNano / 1_000_000;
  const known = new Map(buckets.map((bucket) => [toMillis(bucket.startTime), bucket]));
  const first = Math.floor(toMillis(startTime) / width) * width;
  const end = toMillis(endTime);
  const bars: Bar[] = [];
  for (let start = first; start < end && bars.length < MOST_BARS; start += width) {
    const bucket = known.get(start);
    bars.push({
      start,
      accepted: bucket?.accepted.spans ?? 0,
      rejected: bucket?.rejectedSpans ?? 0,
      refused: bucket?.refusedRequests ?? 0,
    });
  }
  return bars;
}

/** The least round number (1, 2 or 5 times a power of ten) that is not below `value`; 1 at least. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}
