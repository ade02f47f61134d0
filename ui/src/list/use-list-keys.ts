import { useState } from 'react';
import { useShortcuts } from '@/design';

/**
 * j and k go through a list of `count` rows, Enter opens the row they have come to. Returns that row's index, -1 before
 * the first key.
 */
export function useListKeys(
  count: number,
  show: (index: number) => void,
  open?: (index: number) => void,
): number {
  const [current, setCurrent] = useState(-1);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    setCurrent(next);
    show(next);
  };
  const shown = Math.min(current, count - 1);
  useShortcuts(
    [
      { keys: 'j', label: 'Next row', group: 'List', run: () => go(shown + 1) },
      { keys: 'k', label: 'Previous row', group: 'List', run: () => go(shown - 1) },
      { keys: 'Enter', label: 'Open the row', group: 'List', run: () => shown >= 0 && open?.(shown) },
    ],
    count > 0 && open !== undefined,
  );
  return shown;
}
