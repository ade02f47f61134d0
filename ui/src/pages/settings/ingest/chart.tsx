import { cx } from '@/lib/css';
import { formatCompact, formatMany, formatMoment } from '@/lib/format';
import styles from './chart.module.css';
import { type Bar, roundUp } from './series';

type Kind = 'accepted' | 'rejected' | 'refused';

interface ChartProps {
  title: string;
  /** What is counted: `span`. */
  unit: string;
  bars: readonly Bar[];
  kinds: readonly Kind[];
  /** Pixels. */
  height: number;
  end: number;
}

const NAMES: Record<Kind, string> = { accepted: 'Accepted', rejected: 'Rejected', refused: 'Refused' };

/** Counts over time, one above the other. The figures beside it say the same in numbers. */
export function Chart({ title, unit, bars, kinds, height, end }: ChartProps) {
  const totals = bars.map((bar) => kinds.reduce((sum, kind) => sum + bar[kind], 0));
  const most = roundUp(Math.max(0, ...totals));
  const spoken = kinds.map((kind) => `${NAMES[kind]}: ${formatMany(sum(bars, kind), unit)}`).join(', ');
  const first = bars[0];
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        {kinds.map((kind) => (
          <span key={kind} className={styles.legend}>
            <span className={cx(styles.swatch, styles[kind])} aria-hidden="true" />
            {NAMES[kind]}
          </span>
        ))}
      </figcaption>
      <div
        className={styles.plot}
        style={{ height }}
        role="img"
        aria-label={`${title} over time. ${spoken}.`}
      >
        {bars.map((bar) => (
          <div key={bar.start} className={styles.slot} title={told(bar, kinds, unit)}>
            {kinds
              .filter((kind) => bar[kind] > 0)
              .map((kind) => (
                <div
                  key={kind}
                  className={cx(styles.bar, styles[kind])}
                  style={{ height: `${(bar[kind] / most) * 100}%` }}
                />
              ))
              .reverse()}
          </div>
        ))}
        <span className={styles.most} aria-hidden="true">
          {formatCompact(most)}
        </span>
      </div>
      <div className={styles.times} aria-hidden="true">
        <span>{first ? formatMoment(first.start) : ''}</span>
        <span>{formatMoment(end)}</span>
      </div>
    </figure>
  );
}

function sum(bars: readonly Bar[], kind: Kind): number {
  return bars.reduce((total, bar) => total + bar[kind], 0);
}

function told(bar: Bar, kinds: readonly Kind[], unit: string): string {
  const counts = kinds.map((kind) => `${NAMES[kind].toLowerCase()} ${formatMany(bar[kind], unit)}`);
  return `${formatMoment(bar.start)}: ${counts.join(', ')}`;
}
