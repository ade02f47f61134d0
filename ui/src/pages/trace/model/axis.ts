/** The time axis: which stretch of the trace is shown, and where its ticks are. All in nanoseconds since its start. */

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Tick {
  readonly at: number;
  /** Share of the stretch, 0 to 1. */
  readonly share: number;
  readonly label: string;
}

const MICRO = 1e3;
const MILLI = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** No stretch is shorter: what is shown would be the same everywhere. */
const SHORTEST = 100;
/** Steps that people count in, beyond a second. */
const LONG_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

/** The whole of it, never empty: a trace that took no time has an axis too. */
export function whole(from: number, to: number): Stretch {
  return { from, to: Math.max(to, from + SHORTEST) };
}

export function lengthOf(stretch: Stretch): number {
  return stretch.to - stretch.from;
}

/** A stretch of `bounds`: as long as asked where that fits, moved to where it fits. */
export function within(stretch: Stretch, bounds: Stretch): Stretch {
  const length = Math.min(Math.max(lengthOf(stretch), SHORTEST), lengthOf(bounds));
  const from = Math.min(Math.max(stretch.from, bounds.from), bounds.to - length);
  return { from, to: from + length };
}

/** `factor` below 1 shows less, above 1 more; what is at `around` stays where it is. */
export function zoom(stretch: Stretch, factor: number, around: number, bounds: Stretch): Stretch {
  const length = Math.min(Math.max(lengthOf(stretch) * factor, SHORTEST), lengthOf(bounds));
  const share = Math.min(1, Math.max(0, shareOf(stretch, around)));
  const from = around - share * length;
  return within({ from, to: from + length }, bounds);
}

/** Moves by a share of what is shown. */
export function pan(stretch: Stretch, share: number, bounds: Stretch): Stretch {
  const by = lengthOf(stretch) * share;
  return within({ from: stretch.from + by, to: stretch.to + by }, bounds);
}

/** Where a moment is in the stretch: 0 at its start, 1 at its end, beyond these outside. */
export function shareOf(stretch: Stretch, at: number): number {
  return (at - stretch.from) / lengthOf(stretch);
}

export function isWhole(stretch: Stretch, bounds: Stretch): boolean {
  return stretch.from <= bounds.from && stretch.to >= bounds.to;
}

/** Ticks at round moments, at most `most` of them. */
export function ticksOf(stretch: Stretch, most: number): Tick[] {
  const step = stepOf(lengthOf(stretch) / Math.max(1, most));
  const found: Tick[] = [];
  for (let count = Math.ceil(stretch.from / step); count * step <= stretch.to; count++) {
    const at = count * step;
    found.push({ at, share: shareOf(stretch, at), label: labelOf(at, step) });
  }
  return found;
}

/** The smallest round step that is no shorter than `shortest`. */
function stepOf(shortest: number): number {
  if (shortest > SECOND) {
    const seconds = LONG_STEPS.find((step) => step * SECOND >= shortest);
    if (seconds !== undefined) return seconds * SECOND;
    return Math.ceil(shortest / DAY) * DAY;
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(1, shortest)));
  const factor = [1, 2, 5, 10].find((one) => one * power >= shortest) ?? 10;
  return factor * power;
}

/** In one unit for all ticks about as far from the start, with as many digits as the step has. */
function labelOf(at: number, step: number): string {
  if (at === 0) return '0';
  const size = Math.abs(at);
  if (size >= MINUTE && step >= SECOND) return clock(at, step);
  const [unit, name] =
    size >= SECOND
      ? [SECOND, 's']
      : size >= MILLI
        ? [MILLI, 'ms']
        : size >= MICRO
          ? [MICRO, 'µs']
          : [1, 'ns'];
  const digits = Math.max(0, Math.ceil(Math.log10(unit / step) - 1e-9));
  return `${(at / unit).toFixed(digits)} ${name}`;
}

/** `1m 30s`, `2h 05m`, `1d 06h`: parts that are smaller than the step are left out. */
function clock(at: number, step: number): string {
  const sign = at < 0 ? '-' : '';
  const size = Math.abs(at);
  const parts: [number, string][] = [
    [Math.floor(size / DAY), 'd'],
    [Math.floor((size % DAY) / HOUR), 'h'],
    [Math.floor((size % HOUR) / MINUTE), 'm'],
    [Math.floor((size % MINUTE) / SECOND), 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  const last = step >= DAY ? 0 : step >= HOUR ? 1 : step >= MINUTE ? 2 : 3;
  const told = parts.slice(first, Math.max(first, last) + 1);
  return sign + told.map(([value, unit], index) => `${index ? pad(value) : value}${unit}`).join(' ');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
