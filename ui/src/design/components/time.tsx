import { useEffect, useSyncExternalStore } from 'react';
import {
  formatDuration,
  formatExact,
  formatMoment,
  formatRelative,
  formatUtc,
  spellDuration,
  toMillis,
} from '@/lib/format';

interface TimeProps {
  /** RFC 3339, or milliseconds since 1970. */
  at: string | number;
}

/** `25 Mar 12:04:05` in the person's own zone, with all digits in UTC in its title. */
export function AbsoluteTime({ at }: TimeProps) {
  return (
    <time dateTime={isoOf(at)} title={`${formatUtc(at)}, ${formatRelative(at)}`}>
      {formatMoment(at)}
    </time>
  );
}

/** `5 min ago`, kept true while it is shown. */
export function RelativeTime({ at }: TimeProps) {
  const now = useNow();
  return (
    <time dateTime={isoOf(at)} title={`${formatExact(at)}\n${formatUtc(at)}`}>
      {formatRelative(at, now)}
    </time>
  );
}

/** `1.25 s`. */
export function Duration({ nano }: { nano: number | null | undefined }) {
  const text = formatDuration(nano);
  if (nano == null) return <span>{text}</span>;
  return <span title={spellDuration(nano)}>{text}</span>;
}

function isoOf(at: string | number): string {
  const millis = toMillis(at);
  return typeof at === 'string' || Number.isNaN(millis) ? String(at) : new Date(millis).toISOString();
}

const TICK_MS = 5_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** Milliseconds since 1970, anew every five seconds; one timer for the whole page. */
export function useNow(): number {
  useEffect(tick, []);
  return useSyncExternalStore(subscribe, () => now);
}
