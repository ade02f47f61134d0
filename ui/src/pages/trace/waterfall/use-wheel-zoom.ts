import { type RefObject, useEffect, useEffectEvent } from 'react';
import { isWhole, lengthOf, pan, type Stretch, zoom } from '../model/axis';

/** The wheel with Ctrl zooms the time axis around the pointer, as pinching does; sideways it moves along. */
export function useWheelZoom(
  grid: RefObject<HTMLDivElement | null>,
  stretch: Stretch,
  bounds: Stretch,
  onStretch: (stretch: Stretch) => void,
): void {
  const turned = useEffectEvent((event: WheelEvent) => {
    const track = grid.current?.querySelector('[data-axis]')?.getBoundingClientRect();
    if (!track || track.width === 0) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const share = Math.min(1, Math.max(0, (event.clientX - track.left) / track.width));
      const around = stretch.from + share * lengthOf(stretch);
      onStretch(zoom(stretch, Math.exp(Math.max(-1, Math.min(1, event.deltaY / 200))), around, bounds));
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !isWhole(stretch, bounds)) {
      event.preventDefault();
      onStretch(pan(stretch, event.deltaX / track.width, bounds));
    }
  });
  useEffect(() => {
    const element = grid.current;
    if (!element) return undefined;
    const heard = (event: WheelEvent) => turned(event);
    element.addEventListener('wheel', heard, { passive: false });
    return () => element.removeEventListener('wheel', heard);
  }, [grid]);
}
