/** Search parameters that were left out because nobody understood them, for a note on the page. */

import { useSyncExternalStore } from 'react';

let dropped: readonly string[] = [];
const listeners = new Set<() => void>();

/** Said by who reads the address. The router reads it again and again, also once it has been put right. */
export function noteDropped(names: readonly string[]): void {
  if (names.length === 0 || names.join() === dropped.join()) return;
  dropped = names;
  // Routes are matched while the page is drawn, when nothing else may be changed.
  queueMicrotask(tell);
}

export function forgetDropped(): void {
  if (dropped.length === 0) return;
  dropped = [];
  tell();
}

export function useDropped(): readonly string[] {
  return useSyncExternalStore(subscribe, () => dropped);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
