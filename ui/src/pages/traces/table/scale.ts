/** How long the bars of the timeline column are. */

const STEPS = [1, 2, 5] as const;
const SHARE = 0.95;
/** A bar is never shorter, so that it can be seen. */
const LEAST = 0.02;

/**
 * The duration that a whole bar stands for: a round one that nearly all of these are within, so that a single very long
 * trace does not make dots of the others. Changes only by whole steps while rows come in.
 */
export function scaleOf(durations: readonly number[]): number {
  const sorted = [...durations].sort((a, b) => a - b);
  const longest = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * SHARE))] ?? 0;
  return roundUp(Math.max(longest, 1_000));
}

/** The next 1, 2 or 5 with zeros. */
export function roundUp(nano: number): number {
  const power = 10 ** Math.floor(Math.log10(nano));
  const step = STEPS.find((candidate) => candidate * power >= nano);
  return step === undefined ? 10 * power : step * power;
}

export interface Bar {
  /** 0 to 1. */
  length: number;
  /** Longer than can be shown. */
  beyond: boolean;
}

export function barOf(nano: number, scale: number): Bar {
  const share = nano / scale;
  return { length: Math.min(1, Math.max(LEAST, share)), beyond: share > 1 };
}
