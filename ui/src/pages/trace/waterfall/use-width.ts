import { type RefObject, useLayoutEffect, useState } from 'react';

/** The width of an element in pixels, kept true; 0 before it is known. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const found = element.current;
    if (found === null) return undefined;
    setWidth(Math.round(found.getBoundingClientRect().width));
    const observer = new ResizeObserver(() => setWidth(Math.round(found.getBoundingClientRect().width)));
    observer.observe(found);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
