/** Which ticks have room for their labels. */

import type { Tick } from './axis';

export interface Label {
  readonly tick: Tick;
  /** Before the tick rather than after it, as there is no room to the right. */
  readonly before: boolean;
}

/** Pixels of a digit, and around a label. */
const DIGIT = 6.5;
const AROUND = 10;
/** Pixels that a tick should have to itself, and must have on an axis that has only a few. */
const ROOM = 84;
const LEAST_ROOM = 60;
const FEW = 3;

/** How many ticks an axis of so many pixels takes. */
export function ticksFor(width: number): number {
  const few = Math.min(FEW, Math.floor(width / LEAST_ROOM));
  return Math.max(1, few, Math.floor(width / ROOM));
}

/** The labels that can be read: none over another, none beyond the axis. */
export function labelsOf(ticks: readonly Tick[], width: number): Label[] {
  const found: Label[] = [];
  let taken = 0;
  for (const tick of ticks) {
    const at = tick.share * width;
    const needs = tick.label.length * DIGIT + AROUND;
    const before = at + needs > width;
    const from = before ? at - needs : at;
    if (from < taken) continue;
    taken = from + needs;
    found.push({ tick, before });
  }
  return found;
}
