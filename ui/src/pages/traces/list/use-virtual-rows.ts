import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Trace } from '@/api/traces';

const OVERSCAN = 12;

interface Options {
  rows: readonly Trace[];
  rowHeight: number;
  /** What scrolls; the list may begin somewhere below its top. */
  scroller: () => HTMLElement | null;
  list: RefObject<HTMLElement | null>;
  /** The row that has the focus is kept, however far it is scrolled away. */
  keep: number;
  /** What covers the top of the scroller. */
  covered: number;
  /** Where the list is scrolled to when it is first shown, in pixels from the top of the scroller. */
  initialTop: number;
}

export interface VirtualRows {
  virtualizer: Virtualizer<HTMLElement, Element>;
  /** How far below the top of what scrolls the list begins. */
  margin: number;
}

/** The rows that can be seen, and a few more. All rows are equally high. */
export function useVirtualRows({
  rows,
  rowHeight,
  scroller,
  list,
  keep,
  covered,
  initialTop,
}: Options): VirtualRows {
  const [margin, setMargin] = useState(0);
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: rows.length,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.traceId ?? index,
    overscan: OVERSCAN,
    scrollMargin: margin,
    scrollPaddingStart: covered,
    initialOffset: initialTop,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (keep < 0 || keep >= rows.length || shown.includes(keep)) return shown;
      return [...shown, keep].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another height, all rows are elsewhere.
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowHeight]);

  // What is above the list may grow and shrink.
  useLayoutEffect(() => {
    const [element, scrolling] = [list.current, scroller()];
    if (!element || !scrolling) return undefined;
    const measure = () => {
      const top = element.getBoundingClientRect().top - scrolling.getBoundingClientRect().top;
      setMargin(Math.round(top + scrolling.scrollTop));
    };
    measure();
    const observer = new ResizeObserver(measure);
    for (const child of scrolling.children) observer.observe(child);
    return () => observer.disconnect();
  }, [list, scroller]);
  return { virtualizer, margin };
}
