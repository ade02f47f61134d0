import { type PointerEvent, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isWhole, lengthOf, type Stretch, shareOf, within } from '../model/axis';
import { glanceOf, laneOf } from '../model/minimap';
import { SERIES } from '../model/series';
import type { Laid, TraceView } from '../model/view';
import { useScheme } from '../use-scheme';
import styles from './minimap.module.css';
import { coloursOf, paint } from './minimap-paint';
import { useWidth } from './use-width';

const HEIGHT = 56;
/** A lane is no higher, in pixels; few spans leave room below. */
const LANE_MOST = 6;

interface MinimapProps {
  view: TraceView;
  laid: Laid;
  stretch: Stretch;
  bounds: Stretch;
  onStretch: (stretch: Stretch) => void;
  /** A place of the trace was pressed: the span of that lane. */
  onPress: (span: number) => void;
}

/** The whole trace at a glance, to see where it is dense and where it failed, and to choose what to see of it. */
export function Minimap({ view, laid, stretch, bounds, onStretch, onPress }: MinimapProps) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const lanes = Math.min(laid.columns.count, HEIGHT);
  const used = Math.min(HEIGHT, lanes * LANE_MOST);
  const brush = useBrush(box, stretch, bounds, onStretch, (y) => {
    const lane = Math.min(0.9999, Math.max(0, y / used));
    onPress(Math.floor(lane * laid.columns.count));
  });
  const shown = brush.shown ?? stretch;
  return (
    <div className={styles.minimap}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for pointers; the same is done with the zoom's buttons and keys. */}
      <div
        ref={box}
        className={styles.box}
        data-minimap=""
        onPointerDown={brush.start}
        onDoubleClick={() => onStretch(bounds)}
      >
        <Picture laid={laid} bounds={bounds} width={width} height={used} />
        <InSight view={view} count={laid.columns.count} height={used} />
        {isWhole(shown, bounds) ? null : <Chosen stretch={shown} bounds={bounds} />}
      </div>
    </div>
  );
}

interface PictureProps {
  laid: Laid;
  bounds: Stretch;
  width: number;
  height: number;
}

function Picture({ laid, bounds, width, height }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scheme has other colours.
  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const { columns, seriesOfText } = laid;
    const size = { width: Math.floor(width * ratio), lanes: Math.floor((height * ratio) / 2) };
    const glance = glanceOf(
      columns,
      bounds,
      size,
      (span) => seriesOfText[columns.service[span] as number] || SERIES,
      SERIES,
    );
    paint(element, glance, Math.floor(height * ratio), coloursOf(element));
  }, [laid, bounds, width, height, scheme]);
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`The whole trace at a glance: ${laid.columns.count} spans, ${laid.failed.length} failed`}
      className={styles.canvas}
      style={{ height }}
    />
  );
}

/** Which part of the tree the rows in sight are. */
function InSight({ view, count, height }: { view: TraceView; count: number; height: number }) {
  const range = useSyncExternalStore(view.subscribeRange, view.getRange);
  const first = view.rows.at(range.first);
  const last = view.rows.at(range.last);
  if (first < 0 || last < 0 || (first === 0 && range.last >= view.rows.count - 1)) return null;
  const lanes = Math.min(count, height);
  const top = (laneOf(first, count, lanes) / lanes) * height;
  const bottom = ((laneOf(last, count, lanes) + 1) / lanes) * height;
  return (
    <div
      data-in-sight=""
      className={styles.inSight}
      style={{ top, height: Math.max(3, bottom - top) }}
      aria-hidden="true"
    />
  );
}

function Chosen({ stretch, bounds }: { stretch: Stretch; bounds: Stretch }) {
  const left = `${shareOf(bounds, stretch.from) * 100}%`;
  const right = `${(1 - shareOf(bounds, stretch.to)) * 100}%`;
  return (
    <>
      <div className={styles.shade} style={{ left: 0, width: left }} />
      <div className={styles.shade} style={{ right: 0, width: right }} />
      <div className={styles.chosen} style={{ left, right }} />
    </>
  );
}

/** So many pixels beside an edge of what is chosen take hold of it; a shorter way is no drag. */
const GRIP = 6;
const SHORT = 4;

interface Brush {
  /** While it is drawn. */
  shown: Stretch | null;
  start: (event: PointerEvent<HTMLDivElement>) => void;
}

/** Drawing chooses; an edge of what is chosen can be moved, and all of it too. A press without a way is told apart. */
function useBrush(
  box: React.RefObject<HTMLDivElement | null>,
  stretch: Stretch,
  bounds: Stretch,
  onStretch: (stretch: Stretch) => void,
  onPress: (y: number) => void,
): Brush {
  const [shown, setShown] = useState<Stretch | null>(null);
  const start = (event: PointerEvent<HTMLDivElement>) => {
    const element = box.current;
    if (element === null || event.button !== 0) return;
    event.preventDefault();
    const area = element.getBoundingClientRect();
    const at = (x: number) =>
      bounds.from + Math.min(1, Math.max(0, (x - area.left) / area.width)) * lengthOf(bounds);
    const drag = dragOf(event.clientX, at, (GRIP / area.width) * lengthOf(bounds), stretch, bounds);
    let drawn: Stretch | null = null;
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      if (drawn === null && Math.abs(moved.clientX - event.clientX) < SHORT) return;
      drawn = within(drag(at(moved.clientX)), bounds);
      setShown(drawn);
    };
    const end = () => {
      element.removeEventListener('pointermove', move);
      element.removeEventListener('lostpointercapture', end);
      setShown(null);
      if (drawn) onStretch(drawn);
      else onPress(event.clientY - area.top);
    };
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end);
  };
  return { shown, start };
}

/** What is chosen when the pointer is at a moment, for a drag that begins at `x`. */
function dragOf(
  x: number,
  at: (x: number) => number,
  grip: number,
  stretch: Stretch,
  bounds: Stretch,
): (moment: number) => Stretch {
  const begin = at(x);
  const between = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) });
  if (!isWhole(stretch, bounds)) {
    if (Math.abs(begin - stretch.from) <= grip) return (moment) => between(moment, stretch.to);
    if (Math.abs(begin - stretch.to) <= grip) return (moment) => between(stretch.from, moment);
    if (begin > stretch.from && begin < stretch.to) {
      return (moment) => ({ from: stretch.from + moment - begin, to: stretch.to + moment - begin });
    }
  }
  return (moment) => between(begin, moment);
}
