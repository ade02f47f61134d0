/** Where a span's bar is on the shown stretch of time. Shares of the width: 0 at its left, 1 at its right. */

import { type Stretch, shareOf } from './axis';

export interface Piece {
  readonly left: number;
  readonly width: number;
}

export interface Bar {
  /** All of the span that is within the stretch; null when it is elsewhere. */
  readonly whole: Piece | null;
  /** From the first piece of the answer to its end; null where there is none. */
  readonly answering: Piece | null;
  /** Where the first piece of the answer came; null outside the stretch. */
  readonly first: number | null;
  /** On which side of the stretch the span is. */
  readonly beyond: 'before' | 'after' | null;
}

/** `first` is when the first piece of the answer came, NaN when nothing is known of it. */
export function barOf(start: number, duration: number, first: number, stretch: Stretch): Bar {
  const end = start + duration;
  if (end < stretch.from) return nowhere('before');
  if (start > stretch.to) return nowhere('after');
  const came = start + first;
  const known = came >= start && came <= end;
  return {
    whole: piece(start, end, stretch),
    answering: known ? piece(came, end, stretch) : null,
    first: known && came >= stretch.from && came <= stretch.to ? shareOf(stretch, came) : null,
    beyond: null,
  };
}

function nowhere(beyond: 'before' | 'after'): Bar {
  return { whole: null, answering: null, first: null, beyond };
}

function piece(from: number, to: number, stretch: Stretch): Piece | null {
  const left = Math.max(0, shareOf(stretch, from));
  const right = Math.min(1, shareOf(stretch, to));
  return right < left ? null : { left, width: right - left };
}
