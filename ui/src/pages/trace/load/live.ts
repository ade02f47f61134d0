/** When to look again: while a trace still runs, and while one that was asked for has not come yet. */

import type { LoadedTrace } from './loaded';

/** Milliseconds after which a trace to which nothing was added is taken to be whole. */
export const QUIET_MS = 60_000;
/** The same while spans name parents that have not come: these come when they end. */
const PATIENT_MS = 300_000;
const SOONEST_MS = 2_000;
const LATEST_MS = 30_000;
/** A trace that is long to load is looked at more rarely: it takes a tenth of the time at most. */
const SPARING = 10;

/** Not there yet: it is looked for so often, and so long. */
export const MISSING_MS = 3_000;
export const MISSING_TRIES = 20;

/** Milliseconds until the trace is worth another look; null when it is quiet. */
export function lookAgainAfter(trace: LoadedTrace): number | null {
  const age = quietFor(trace);
  const patience = trace.facts.orphans > 0 ? PATIENT_MS : QUIET_MS;
  // A clock that is far ahead says nothing of when the span came.
  if (age > patience || age < -QUIET_MS) return null;
  const soonest = age > QUIET_MS ? SOONEST_MS * 5 : SOONEST_MS;
  return Math.min(LATEST_MS, Math.max(soonest, trace.took * SPARING));
}

/** Milliseconds from the end of its last span to when the server answered. */
export function quietFor(trace: LoadedTrace): number {
  return trace.answeredAt - (trace.startMillis + trace.facts.to / 1e6);
}
