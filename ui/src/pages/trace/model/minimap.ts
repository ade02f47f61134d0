/** The whole trace at a glance: how densely each lane of rows is covered at each moment, by which service. */

import { type Stretch, shareOf } from './axis';
import { ERROR, type SpanColumns } from './columns';

export interface Glance {
  /** Columns of dots. */
  readonly width: number;
  /** Lanes, top to bottom in the order of the tree. */
  readonly lanes: number;
  /** For each dot, lane by lane: the series with the most spans there, from 1; 0 where there is none. */
  readonly series: Uint8Array;
  /** For each dot: how much of the lane's spans is there, 0 to 255. */
  readonly density: Uint8Array;
  /** For each dot: 1 where a span failed. */
  readonly failed: Uint8Array;
}

/** Least density of a dot that any span touches, so that none is overlooked. */
const LEAST = 90;

/**
 * Takes time in proportion to spans + dots × series, however long the spans are: each adds where it begins, and takes
 * back where it ends. `seriesOf` gives each span's series, from 1 to `most`.
 */
export function glanceOf(
  columns: SpanColumns,
  bounds: Stretch,
  size: { readonly width: number; readonly lanes: number },
  seriesOf: (span: number) => number,
  most: number,
): Glance {
  const width = Math.max(1, size.width);
  const lanes = Math.max(1, Math.min(size.lanes, columns.count));
  const steps = new Int32Array(most * lanes * (width + 1));
  const failing = new Int32Array(lanes * (width + 1));
  const inLane = new Uint32Array(lanes);
  for (let span = 0; span < columns.count; span++) {
    const lane = laneOf(span, columns.count, lanes);
    const start = columns.start[span] as number;
    const from = dot(shareOf(bounds, start), width);
    const to = Math.max(from, dot(shareOf(bounds, start + (columns.duration[span] as number)), width));
    cover(steps, ((seriesOf(span) - 1) * lanes + lane) * (width + 1), from, to);
    if (columns.status[span] === ERROR) cover(failing, lane * (width + 1), from, to);
    inLane[lane] = (inLane[lane] as number) + 1;
  }
  return {
    width,
    lanes,
    failed: touched(failing, width, lanes),
    ...covered(steps, inLane, width, lanes, most),
  };
}

function cover(steps: Int32Array, base: number, from: number, to: number): void {
  steps[base + from] = (steps[base + from] as number) + 1;
  steps[base + to + 1] = (steps[base + to + 1] as number) - 1;
}

function touched(steps: Int32Array, width: number, lanes: number): Uint8Array {
  const found = new Uint8Array(lanes * width);
  for (let lane = 0; lane < lanes; lane++) {
    let open = 0;
    for (let x = 0; x < width; x++) {
      open += steps[lane * (width + 1) + x] as number;
      if (open > 0) found[lane * width + x] = 1;
    }
  }
  return found;
}

export function laneOf(span: number, count: number, lanes: number): number {
  return Math.floor((span * lanes) / Math.max(1, count));
}

function dot(share: number, width: number): number {
  return Math.min(width - 1, Math.max(0, Math.floor(share * width)));
}

function covered(
  steps: Int32Array,
  inLane: Uint32Array,
  width: number,
  lanes: number,
  most: number,
): Pick<Glance, 'series' | 'density'> {
  const series = new Uint8Array(lanes * width);
  const density = new Uint8Array(lanes * width);
  const best = new Uint32Array(width);
  const sum = new Uint32Array(width);
  for (let lane = 0; lane < lanes; lane++) {
    best.fill(0);
    sum.fill(0);
    for (let one = 0; one < most; one++) {
      const base = (one * lanes + lane) * (width + 1);
      let open = 0;
      for (let x = 0; x < width; x++) {
        open += steps[base + x] as number;
        sum[x] = (sum[x] as number) + open;
        if (open <= (best[x] as number)) continue;
        best[x] = open;
        series[lane * width + x] = one + 1;
      }
    }
    const full = Math.max(1, inLane[lane] as number);
    for (let x = 0; x < width; x++) {
      const share = Math.sqrt((sum[x] as number) / full);
      density[lane * width + x] = share === 0 ? 0 : Math.round(LEAST + (255 - LEAST) * Math.min(1, share));
    }
  }
  return { series, density };
}
