import type { Ref } from 'react';
import { Resizer } from '@/design';
import type { Tick } from '../model/axis';
import { labelsOf } from '../model/labels';
import styles from './tree-grid.module.css';

export const NAME_MIN = 160;
export const NAME_MAX = 900;

interface GridHeadProps {
  ticks: readonly Tick[];
  axis: Ref<HTMLDivElement>;
  /** Of the axis, in pixels. */
  width: number;
  nameWidth: number;
  onNameWidth: (width: number) => void;
}

export function GridHead({ ticks, axis, width, nameWidth, onNameWidth }: GridHeadProps) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        <div role="columnheader" className={styles.nameHead}>
          Span
          <div className={styles.resizer}>
            <Resizer
              label="Width of the names"
              size={nameWidth}
              min={NAME_MIN}
              max={NAME_MAX}
              onResize={onNameWidth}
              panel="before"
            />
          </div>
        </div>
        <div role="columnheader" className={styles.tokensHead}>
          Tokens
        </div>
        <div role="columnheader" className={styles.costHead}>
          Cost
        </div>
        <div role="columnheader" className={styles.durationHead}>
          Duration
        </div>
        <div role="columnheader" aria-label="Time" className={styles.axis}>
          <div ref={axis} className={styles.ticks} data-axis="">
            {labelsOf(ticks, width).map(({ tick, before }) => (
              <span
                key={tick.at}
                className={before ? styles.lastTick : styles.tick}
                style={{ left: `${tick.share * 100}%` }}
              >
                {tick.label}
              </span>
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
