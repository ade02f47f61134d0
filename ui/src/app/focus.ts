import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** After a change of page (not of its search parameters alone) the focus goes to the new page, as a full load would do. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation || document.querySelector('[role=dialog]')) return;
        document.getElementById('page')?.focus({ preventScroll: true });
      }),
    [router],
  );
}
