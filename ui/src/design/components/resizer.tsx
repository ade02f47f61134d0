import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { recall, remember } from '@/lib/storage';
import styles from './resizer.module.css';

interface Limits {
  /** Under which the browser keeps it. */
  name: string;
  initial: number;
  min: number;
  max: number;
}

/** The width of a panel, in pixels, as the person left it. */
export function usePanelSize({ name, initial, min, max }: Limits): [number, (size: number) => void] {
  const [size, setSize] = useState(() => within(Number(recall(name) ?? initial) || initial, min, max));
  const change = (next: number) => {
    const kept = within(Math.round(next), min, max);
    setSize(kept);
    remember(name, String(kept));
  };
  return [size, change];
}

interface ResizerProps {
  label: string;
  size: number;
  min: number;
  max: number;
  onResize: (size: number) => void;
  /** On which side of it the panel is whose size this is. */
  panel: 'before' | 'after';
}

const STEP = 16;

/** The line between two panels: dragged, or moved with the arrow keys. */
export function Resizer({ label, size, min, max, onResize, panel }: ResizerProps) {
  const sign = panel === 'before' ? 1 : -1;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const element = event.currentTarget;
    const start = event.clientX;
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onResize(size + sign * (moved.clientX - start));
    const end = () => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('lostpointercapture', end);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end);
  };
  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: STEP, ArrowLeft: -STEP };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onResize(size + sign * step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>.
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={styles.resizer}
      onPointerDown={drag}
      onKeyDown={keys}
    />
  );
}

function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
