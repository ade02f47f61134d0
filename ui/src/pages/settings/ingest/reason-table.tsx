import { RelativeTime } from '@/design';
import { formatCount } from '@/lib/format';
import styles from './reason-table.module.css';
import type { Reason } from './reasons';

export interface ReasonRow {
  code: string;
  reason: Reason;
  counts: readonly number[];
  lastMessage: string;
  lastTime: string;
}

interface ReasonTableProps {
  label: string;
  /** Headings of the counts. */
  counted: readonly string[];
  rows: readonly ReasonRow[];
  /** What is said when there is none. */
  none: string;
}

/** Why something was not taken: in words, how often, and what was said last. */
export function ReasonTable({ label, counted, rows, none }: ReasonTableProps) {
  if (rows.length === 0) return <p className={styles.none}>{none}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls, and must be reached by keyboard.
    <section className={styles.wide} tabIndex={0} aria-label={label}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">Why</th>
            {counted.map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {name}
              </th>
            ))}
            <th scope="col">Last message</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ code, reason, counts, lastMessage, lastTime }) => (
            <tr key={code}>
              <td>
                <div className={styles.title} title={code}>
                  {reason.title}
                </div>
                <div className={styles.means}>
                  {reason.means} See <code>{reason.page}</code>.
                </div>
              </td>
              {counted.map((name, index) => (
                <td key={name} className={styles.number}>
                  {formatCount(counts[index])}
                </td>
              ))}
              <td>
                <code className={styles.message}>{lastMessage}</code>
                <span className={styles.when}>
                  <RelativeTime at={lastTime} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
