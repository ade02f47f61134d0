import { useSyncExternalStore } from 'react';
import { useTheme } from '@/design';

const dark = '(prefers-color-scheme: dark)';

/** Another text whenever colours may be other ones: for what is drawn rather than styled. */
export function useScheme(): string {
  const theme = useTheme();
  const system = useMedia(dark);
  return `${theme} ${system}`;
}

/** Whether a media query holds, kept true. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}
