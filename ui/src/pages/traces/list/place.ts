/** Where a person was in the list, for each step of the browser's history: who comes back finds the list as it was. */

import { useLocation, useMatch } from '@tanstack/react-router';
import { useRef } from 'react';

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

/** The step of the history that the list is at. Where the address leads elsewhere, the list is shown until that is loaded. */
export function useHistoryKey(): string {
  const own = useMatch({ from: '/signed-in/projects/$projectId/traces', select: (match) => match.pathname });
  const location = useLocation({
    select: ({ pathname, href, state }) => ({ pathname, key: state.__TSR_key ?? href }),
    structuralSharing: true,
  });
  const key = useRef(location.key);
  if (trimmed(location.pathname) === trimmed(own)) key.current = location.key;
  return key.current;
}

function trimmed(pathname: string): string {
  return pathname.replace(/\/$/, '');
}
