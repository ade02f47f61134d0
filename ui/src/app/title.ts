import { useEffect } from 'react';

const NAME = 'to11';

/** The document's title while this is shown: the page first, then what it belongs to. */
export function useTitle(...parts: (string | null | undefined)[]): void {
  const title = [...parts.filter(Boolean), NAME].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
