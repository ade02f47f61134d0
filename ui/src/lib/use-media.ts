import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, kept true while it is shown. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** A phone, or a window as narrow. The styles say the same. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 760px)');
}
