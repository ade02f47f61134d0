import { ArrowDown, ArrowUp } from 'lucide-react';
import { formatCompact, formatCost, formatCount } from '@/lib/format';
import styles from './figures.module.css';

type Maybe = number | null | undefined;

/** Tokens in and out: `1,234 ↑ 56 ↓`. Arrows rather than colours; all digits in the title. */
export function Tokens({ input, output }: { input: Maybe; output: Maybe }) {
  if (input == null && output == null) return <span className={styles.none}>–</span>;
  return (
    <span className={styles.tokens} title={`${formatCount(input)} in, ${formatCount(output)} out`}>
      <span className={styles.count}>
        {formatCompact(input)}
        <ArrowUp role="img" aria-label="in" />
      </span>
      <span className={styles.count}>
        {formatCompact(output)}
        <ArrowDown role="img" aria-label="out" />
      </span>
    </span>
  );
}

export function Cost({ dollars }: { dollars: Maybe }) {
  if (dollars == null) return <span className={styles.none}>–</span>;
  return <span title={`$${dollars}`}>{formatCost(dollars)}</span>;
}
