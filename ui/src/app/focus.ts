import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/**
 * After a change of page (not of its search parameters alone) the focus goes to the new page, as a full load would do;
 * but not from where a person has put it meanwhile.
 */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(() => {
    let left: Element | null = null;
    const unsubscribe = [
      router.subscribe('onBeforeNavigate', () => {
        left = document.activeElement;
      }),
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation || document.querySelector('[role=dialog]')) return;
        const focused = document.activeElement;
        if (focused !== left && focused !== document.body) return;
        document.getElementById('page')?.focus({ preventScroll: true });
      }),
    ];
    return () => {
      for (const end of unsubscribe) end();
    };
  }, [router]);
}
