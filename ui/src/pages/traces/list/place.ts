/** Where a person was in the list, for each step of the browser's history: who comes back finds the list as it was. */

import { useLocation } from '@tanstack/react-router';

export interface Place {
  /** Pixels from the top. */
  top: number;
  /** The trace that had the focus. */
  activeId: string | null;
}

const MOST = 100;
const places = new Map<string, Place>();

export function placeAt(key: string): Place | undefined {
  return places.get(key);
}

export function keepPlace(key: string, change: Partial<Place>): void {
  const place = { top: 0, activeId: null, ...places.get(key), ...change };
  places.delete(key);
  places.set(key, place);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}

/** The step of the history that is shown. */
export function useHistoryKey(): string {
  return useLocation({ select: (location) => location.state.__TSR_key ?? location.href });
}
