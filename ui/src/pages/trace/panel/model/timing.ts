/** When a span was, and how fast it answered. */

import type { Span } from '../span';
import { since } from './exceptions';

export interface Timing {
  durationNano: number;
  /** From the start of the trace; null while that is not known. */
  offsetNano: number | null;
  firstChunkNano: number | null;
  /** From the first chunk to the end. */
  restNano: number | null;
  tokensPerSecond: number | null;
  /** Until it was taken in, from its end; null where the clocks contradict each other. */
  receivedNano: number | null;
}

export function timingOf(span: Span, offsetNano: number | null): Timing {
  const { durationNano, genAi } = span;
  const first = genAi?.timeToFirstChunkSeconds ?? null;
  const firstChunkNano = first !== null && first >= 0 ? Math.round(first * 1e9) : null;
  const restNano =
    firstChunkNano !== null && firstChunkNano < durationNano ? durationNano - firstChunkNano : null;
  return {
    durationNano,
    offsetNano,
    firstChunkNano,
    restNano,
    tokensPerSecond: speed(genAi?.outputTokens ?? null, restNano ?? durationNano),
    receivedNano: waited(span),
  };
}

function speed(tokens: number | null, nano: number): number | null {
  return tokens !== null && tokens > 0 && nano > 0 ? tokens / (nano / 1e9) : null;
}

function waited({ endTime, receivedTime }: Span): number | null {
  const nano = since(endTime, receivedTime);
  return Number.isFinite(nano) && nano >= 0 ? nano : null;
}
