import { useId } from 'react';
import { Button } from '@/design';
import { cx } from '@/lib/css';
import { formatClock, formatCount, formatDay, formatMany, formatMoment } from '@/lib/format';
import { useNarrow } from '@/lib/use-media';
import styles from './histogram.module.css';
import { type Bar, type Mark, marksOf, type Shape, type Sum, sumOf } from './shape';
import { type Brush, useBrush } from './use-brush';

interface HistogramProps {
  /** Null while it is not known. */
  shape: Shape | null;
  /** Shown while that for other filters is on its way. */
  old: boolean;
  failed: boolean;
  onRetry: () => void;
  onZoom: (from: number, to: number) => void;
  onZoomOut: () => void;
}

/** How many traces started when, and how many of them failed. A stretch of it can be chosen by mouse and by key. */
export function Histogram({ shape, old, failed, onRetry, onZoom, onZoomOut }: HistogramProps) {
  if (shape) return <Chart shape={shape} old={old} onZoom={onZoom} onZoomOut={onZoomOut} />;
  if (!failed) return <div className={styles.figure} aria-busy="true" />;
  return (
    <div className={cx(styles.figure, styles.failed)} role="status">
      The chart could not be loaded.
      <Button kind="quiet" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}

interface ChartProps {
  shape: Shape;
  old: boolean;
  onZoom: (from: number, to: number) => void;
  onZoomOut: () => void;
}

function Chart({ shape, old, onZoom, onZoomOut }: ChartProps) {
  const hint = useId();
  const brush = useBrush(shape, onZoom, onZoomOut);
  const cursor = shape.bars[brush.cursor];
  return (
    <figure className={cx(styles.figure, old && styles.old)} aria-label="Traces over time">
      <div
        role="slider"
        tabIndex={0}
        aria-label="Stretch of time"
        aria-describedby={hint}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, shape.bars.length - 1)}
        aria-valuenow={brush.cursor}
        aria-valuetext={spell(shape, brush, cursor)}
        className={styles.chart}
        {...brush.handlers}
      >
        <Bars shape={shape} />
        <Selection shape={shape} brush={brush} />
      </div>
      <p className="visually-hidden" id={hint}>
        Arrow keys move, with Shift they choose a stretch, Enter shows it, Escape goes back out.
      </p>
      <Axis shape={shape} />
      <Table bars={shape.bars} />
    </figure>
  );
}

/** An error is never too low to be seen. */
const LEAST = 4;

function Bars({ shape: { bars, most } }: { shape: Shape }) {
  return (
    <>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${Math.max(1, bars.length)} 100`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((bar, index) => {
          if (bar.count === 0) return null;
          const height = Math.max(LEAST, (bar.count / most) * 100);
          const errors = bar.errors === 0 ? 0 : Math.max(LEAST, (bar.errors / most) * 100);
          return (
            <g key={bar.start}>
              <rect className={styles.ok} x={index + 0.1} width={0.8} y={100 - height} height={height} />
              <rect className={styles.error} x={index + 0.1} width={0.8} y={100 - errors} height={errors} />
            </g>
          );
        })}
      </svg>
      {most > 0 ? (
        <span className={styles.most} aria-hidden="true">
          {formatCount(most)}
        </span>
      ) : null}
    </>
  );
}

function Selection({ shape, brush }: { shape: Shape; brush: Brush }) {
  const count = Math.max(1, shape.bars.length);
  const { selected, pointed } = brush;
  const at = pointed ?? (brush.focused ? brush.cursor : null);
  const bar = at === null ? undefined : shape.bars[at];
  return (
    <>
      {selected ? (
        <span
          className={styles.selected}
          style={{
            left: `${(selected[0] / count) * 100}%`,
            width: `${((selected[1] - selected[0] + 1) / count) * 100}%`,
          }}
        />
      ) : null}
      {at !== null && bar ? (
        <>
          <span
            className={styles.cursor}
            style={{ left: `${(at / count) * 100}%`, width: `${100 / count}%` }}
          />
          <span
            className={cx(styles.tip, at > count / 2 && styles.before)}
            style={{ left: `${((at + 0.5) / count) * 100}%` }}
            aria-hidden="true"
          >
            <strong>
              {selected
                ? spellStretch(shape, selected)
                : `${formatMoment(bar.start)} – ${formatClock(bar.end)}`}
            </strong>
            <span>{spellCounts(countsOf(shape, selected) ?? bar)}</span>
          </span>
        </>
      ) : null}
    </>
  );
}

function Axis({ shape }: { shape: Shape }) {
  const marks = marksOf(shape.start, shape.end, useNarrow() ? 4 : 9);
  const length = shape.end - shape.start;
  // At the very end there is no room for a label.
  const labelled = marks.filter((mark) => mark.at - shape.start < length * 0.95);
  return (
    <div className={styles.axis} aria-hidden="true">
      {labelled.map((mark) => (
        <span
          key={mark.at}
          className={styles.mark}
          style={{ left: `${((mark.at - shape.start) / length) * 100}%` }}
        >
          {labelOf(mark)}
        </span>
      ))}
    </div>
  );
}

function labelOf({ at, kind }: Mark): string {
  if (kind === 'day') return formatDay(at);
  return kind === 'second' ? formatClock(at) : formatClock(at).slice(0, 5);
}

/** The same for who listens. */
function Table({ bars }: { bars: readonly Bar[] }) {
  return (
    <table className="visually-hidden">
      <caption>Traces over time</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Traces</th>
          <th scope="col">With errors</th>
        </tr>
      </thead>
      <tbody>
        {bars
          .filter((bar) => bar.count > 0)
          .map((bar) => (
            <tr key={bar.start}>
              <th scope="row">{formatMoment(bar.start)}</th>
              <td>{bar.count}</td>
              <td>{bar.errors}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

/** What the chosen bars come to. */
function countsOf({ bars }: Shape, selected: Brush['selected']): Sum | null {
  return selected && sumOf(bars.slice(selected[0], selected[1] + 1));
}

function spellCounts({ count, errors }: Sum): string {
  const traces = formatMany(count, 'trace');
  return errors > 0 ? `${traces}, ${formatCount(errors)} with errors` : traces;
}

function spellStretch(shape: Shape, [first, last]: readonly [number, number]): string {
  const [from, to] = [shape.bars[first]?.start ?? 0, shape.bars[last]?.end ?? 0];
  return `${formatMoment(from)} – ${formatMoment(to)}`;
}

function spell(shape: Shape, brush: Brush, cursor: Bar | undefined): string {
  if (!cursor) return 'nothing';
  const chosen = countsOf(shape, brush.selected);
  if (brush.selected && chosen) return `${spellStretch(shape, brush.selected)}: ${spellCounts(chosen)}`;
  return `${formatMoment(cursor.start)}: ${spellCounts(cursor)}`;
}
