import { ChevronDown, ChevronRight, CircleX } from 'lucide-react';
import { formatCount } from '@/lib/format';
import { NO_PARENT, ORPHAN, textAt } from '../model/columns';
import type { Laid } from '../model/view';
import { OperationIcon } from './operation-icon';
import styles from './row.module.css';

interface NameCellProps {
  laid: Laid;
  span: number;
  open: boolean | undefined;
  failed: boolean;
  hiddenMatches: number;
}

/** The span's place in the tree, what it is called, and what marks it. */
export function NameCell(props: NameCellProps) {
  const { laid, span, open } = props;
  const { columns } = laid;
  const name = textAt(columns, columns.name, span);
  const model = textAt(columns, columns.model, span);
  return (
    <div role="rowheader" className={styles.name}>
      <span
        className={styles.indent}
        style={{ width: indentOf(columns.depth[span] ?? 0) }}
        aria-hidden="true"
      />
      <Toggle open={open} />
      <OperationIcon operation={textAt(columns, columns.operation, span)} />
      <span className={styles.text} title={name}>
        {name || 'Unnamed span'}
      </span>
      {props.failed ? <CircleX className={styles.error} role="img" aria-label="Failed" /> : null}
      {open === false ? <Folded {...props} /> : null}
      {model && !name.includes(model) ? <span className={styles.more}>{model}</span> : null}
      <ServiceName laid={laid} span={span} />
      {((columns.odd[span] ?? 0) & ORPHAN) !== 0 ? (
        <span className={styles.orphan} title="Its parent is not in this trace, or has not come yet.">
          parent missing
        </span>
      ) : null}
    </div>
  );
}

/** Where another service takes over from the one above. */
function ServiceName({ laid, span }: { laid: Laid; span: number }) {
  const { columns } = laid;
  const parent = columns.parent[span] ?? NO_PARENT;
  if (parent !== NO_PARENT && columns.service[parent] === columns.service[span]) return null;
  return <span className={styles.more}>{textAt(columns, columns.service, span)}</span>;
}

/** How much is under a folded span, and whether something there failed or matches. */
function Folded({ laid, span, failed, hiddenMatches }: NameCellProps) {
  const { columns } = laid;
  const under = (columns.end[span] ?? 0) - span - 1;
  const errors = (columns.errors[span] ?? 0) - (failed ? 1 : 0);
  return (
    <>
      <span className={styles.under} title={`${formatCount(under)} spans under it`}>
        {formatCount(under)}
      </span>
      {errors > 0 ? (
        <span className={styles.errorsUnder} title={`${formatCount(errors)} failed under it`}>
          <CircleX role="img" aria-label="Failed under it:" />
          {formatCount(errors)}
        </span>
      ) : null}
      {hiddenMatches > 0 ? (
        <span className={styles.matchesUnder}>{`${formatCount(hiddenMatches)} found`}</span>
      ) : null}
    </>
  );
}

function Toggle({ open }: { open: boolean | undefined }) {
  if (open === undefined) return <span className={styles.toggle} aria-hidden="true" />;
  return (
    <span className={styles.toggle} data-toggle="" aria-hidden="true">
      {open ? <ChevronDown /> : <ChevronRight />}
    </span>
  );
}

const STEP = 14;
const DEEP = 12;
const DEEP_STEP = 3;
const MOST = 280;

/** Pixels: full steps at first, then small ones, as what is very deep must still be read. */
export function indentOf(depth: number): number {
  return Math.min(MOST, Math.min(depth, DEEP) * STEP + Math.max(0, depth - DEEP) * DEEP_STEP);
}
