import { useMemo } from 'react';
import { readStretch, useChangeAddress, useFollowed, useTraceAddress, writeStretch } from './address';
import { isWhole, lengthOf, pan, type Stretch, whole, within, zoom } from './model/axis';
import { endOf } from './model/columns';
import type { TraceView } from './model/view';

export interface Zoom {
  stretch: Stretch;
  /** All of the trace. */
  bounds: Stretch;
  zoomed: boolean;
  set: (stretch: Stretch) => void;
  /** Nearer with a factor below 1, around the active span where that is in sight; null shows the whole trace. */
  by: (factor: number | null) => void;
  /** Moves by a share of what is shown. */
  pan: (share: number) => void;
  /** Shows just the active span. */
  fit: () => void;
}

/** Which stretch of time is shown; the address has it while it is not all. */
export function useZoom(view: TraceView): Zoom {
  const address = useTraceAddress();
  const change = useChangeAddress();
  const [text, setText] = useFollowed(address.zoom, (next) => change({ zoom: next }));
  const { from, to } = view.laid.trace.facts;
  const bounds = useMemo(() => whole(from, to), [from, to]);
  const stretch = useMemo(() => within(readStretch(text) ?? bounds, bounds), [text, bounds]);
  const set = (next: Stretch) => setText(isWhole(next, bounds) ? undefined : writeStretch(next));
  const { columns } = view.laid;
  return {
    stretch,
    bounds,
    zoomed: !isWhole(stretch, bounds),
    set,
    by: (factor) => {
      if (factor === null) return set(bounds);
      const start = columns.start[view.active] ?? stretch.from;
      const middle = (start + endOf(columns, view.active)) / 2;
      const inSight = middle >= stretch.from && middle <= stretch.to;
      set(zoom(stretch, factor, inSight ? middle : stretch.from + lengthOf(stretch) / 2, bounds));
    },
    pan: (share) => set(pan(stretch, share, bounds)),
    fit: () => {
      if (view.active < 0) return;
      const start = columns.start[view.active] ?? bounds.from;
      const end = endOf(columns, view.active);
      const room = Math.max(50, (end - start) * 0.05);
      set(within({ from: start - room, to: end + room }, bounds));
    },
  };
}
