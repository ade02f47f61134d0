import type { RefObject } from 'react';
import { useShortcuts } from '@/design';
import type { Waterfall } from './use-waterfall';

interface Places {
  search: RefObject<HTMLInputElement | null>;
  close: () => void;
  toGrid: () => void;
}

/** The keys that work wherever the focus is; those of the grid itself are with the grid. */
export function useTraceKeys(fall: Waterfall, { search, close, toGrid }: Places): void {
  const { view, find, zoom } = fall;
  const move = (by: number) => {
    view.move(by);
    fall.moved();
    toGrid();
  };
  useShortcuts([
    { keys: 'j', label: 'Next span', run: () => move(1) },
    { keys: 'k', label: 'Previous span', run: () => move(-1) },
    { keys: 'l', label: 'Expand, or to the first child (also →)', run: () => view.right() },
    { keys: 'h', label: 'Collapse, or to the parent (also ←)', run: () => view.left() },
    { keys: 'Enter', label: 'Open the span', run: () => fall.open(view.active) },
    { keys: '/', label: 'Search in this trace', run: () => search.current?.select() },
    { keys: 'n', label: 'Next match', run: () => find.step(true) },
    { keys: 'shift+n', label: 'Previous match', run: () => find.step(false) },
    { keys: 'e', label: 'Next error', run: () => fall.nextError(true) },
    { keys: 'shift+e', label: 'Previous error', run: () => fall.nextError(false) },
    { keys: '+', label: 'Show less time', run: () => zoom.by(0.5) },
    { keys: '-', label: 'Show more time', run: () => zoom.by(2) },
    { keys: '0', label: 'Show the whole trace', run: () => zoom.by(null) },
    { keys: 'f', label: 'Show just the time of this span', run: () => zoom.fit() },
  ]);
  useShortcuts([{ keys: 'Escape', label: 'Close the panel', run: close }], fall.spanId !== undefined);
}
