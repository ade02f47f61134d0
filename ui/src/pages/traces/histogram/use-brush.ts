import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { barAt, type Shape, stretchOf } from './shape';

export interface Brush {
  /** The bar that the arrow keys are at. */
  cursor: number;
  /** The bar that is pointed at. */
  pointed: number | null;
  focused: boolean;
  /** The first and the last bar of what is being chosen. */
  selected: readonly [number, number] | null;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
    onPointerLeave: () => void;
    onDoubleClick: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onFocus: () => void;
    onBlur: () => void;
  };
}

/** A drag that is shorter is a click. */
const LEAST_PIXELS = 5;

/** Chooses a stretch of the histogram: dragged over, or with Shift and the arrow keys. */
export function useBrush(
  shape: Shape,
  onZoom: (from: number, to: number) => void,
  onZoomOut: () => void,
): Brush {
  const [cursor, setCursor] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const [pressedAt, setPressedAt] = useState<number | null>(null);
  const [dragging, setDragging] = useState(false);
  const [focused, setFocused] = useState(false);
  const last = shape.bars.length - 1;
  const at = Math.max(0, Math.min(cursor ?? last, last));
  const selected = anchor === null ? null : ([Math.min(anchor, at), Math.max(anchor, at)] as const);

  const zoom = (one: number, other: number) => {
    const stretch = stretchOf(shape, one, other);
    setAnchor(null);
    setCursor(null);
    if (stretch) onZoom(...stretch);
  };
  const drop = () => {
    setPressedAt(null);
    setDragging(false);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setAnchor(event.shiftKey ? (anchor ?? at) : null);
      setCursor(Math.max(0, Math.min(last, next)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      zoom(anchor ?? at, at);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (anchor === null) onZoomOut();
      else setAnchor(null);
    }
  };
  return {
    cursor: at,
    pointed,
    focused,
    selected,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setPressedAt(event.clientX);
        setAnchor(null);
        setCursor(barUnder(event, shape));
      },
      onPointerMove: (event) => {
        const bar = barUnder(event, shape);
        setPointed(bar);
        if (pressedAt === null) return;
        if (!dragging && Math.abs(event.clientX - pressedAt) < LEAST_PIXELS) return;
        setDragging(true);
        setAnchor(anchor ?? at);
        setCursor(bar);
      },
      onPointerUp: () => {
        if (dragging && anchor !== null) zoom(anchor, at);
        drop();
      },
      onPointerCancel: () => {
        setAnchor(null);
        drop();
      },
      onPointerLeave: () => setPointed(null),
      onDoubleClick: onZoomOut,
      onKeyDown,
      onFocus: () => setFocused(true),
      onBlur: () => {
        setFocused(false);
        setAnchor(null);
      },
    },
  };
}

function barUnder(event: PointerEvent<HTMLElement>, shape: Shape): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  return barAt(shape, (event.clientX - left) / Math.max(1, width));
}
