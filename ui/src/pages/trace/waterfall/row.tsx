import { memo } from 'react';
import { Cost, Duration, Tokens } from '@/design';
import { cx } from '@/lib/css';
import type { Stretch } from '../model/axis';
import { ERROR, numberAt } from '../model/columns';
import type { Laid } from '../model/view';
import seriesStyles from '../series.module.css';
import { NameCell } from './name-cell';
import styles from './row.module.css';
import { TimeBar } from './time-bar';

/** The id of a span's row in the document, for aria-activedescendant. */
export function rowId(span: number): string {
  return `span-row-${span}`;
}

export interface RowProps {
  laid: Laid;
  span: number;
  /** From 0. */
  row: number;
  /** Pixels from the top of the rows. */
  top: number;
  stretch: Stretch;
  /** Undefined where nothing is under it. */
  open: boolean | undefined;
  active: boolean;
  selected: boolean;
  matches: boolean;
  /** Matches that are folded away under it. */
  hiddenMatches: number;
}

/** One span. What is pressed is heard by the grid, which reads `data-span` and `data-toggle`. */
export const Row = memo(function Row(props: RowProps) {
  const { laid, span } = props;
  const { columns } = laid;
  const failed = columns.status[span] === ERROR;
  const series = laid.seriesOfText[columns.service[span] ?? 0];
  return (
    // The grid has the focus, and says which row is the active one.
    <div
      id={rowId(span)}
      role="row"
      data-span={span}
      data-active={props.active || undefined}
      aria-rowindex={props.row + 2}
      aria-level={(columns.depth[span] ?? 0) + 1}
      aria-setsize={columns.siblings[span]}
      aria-posinset={columns.position[span]}
      aria-expanded={props.open}
      aria-selected={props.selected}
      className={cx(
        styles.row,
        seriesStyles[`s${series}`],
        props.active && styles.active,
        props.selected && styles.selected,
        props.matches && styles.matches,
        failed && styles.failed,
      )}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <NameCell
        laid={laid}
        span={span}
        open={props.open}
        failed={failed}
        hiddenMatches={props.hiddenMatches}
      />
      <div role="gridcell" className={styles.tokens}>
        <Used laid={laid} span={span} />
      </div>
      <div role="gridcell" className={styles.cost}>
        {numberAt(columns.cost, span) === null ? null : <Cost dollars={numberAt(columns.cost, span)} />}
      </div>
      <div role="gridcell" className={styles.duration}>
        <Duration nano={columns.duration[span]} />
      </div>
      <TimeBar columns={columns} span={span} stretch={props.stretch} failed={failed} />
    </div>
  );
});

function Used({ laid, span }: { laid: Laid; span: number }) {
  const input = numberAt(laid.columns.inputTokens, span);
  const output = numberAt(laid.columns.outputTokens, span);
  return input === null && output === null ? null : <Tokens input={input} output={output} />;
}
