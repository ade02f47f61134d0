/** How long a session went on. */

import { toMillis } from '@/lib/format';

/** Nanoseconds from the start of its first trace to that of its newest; null for a session of one trace. */
export function spanOf(session: { startTime: string; lastTime: string; traceCount: number }): number | null {
  if (session.traceCount < 2) return null;
  return Math.max(0, toMillis(session.lastTime) - toMillis(session.startTime)) * 1_000_000;
}
