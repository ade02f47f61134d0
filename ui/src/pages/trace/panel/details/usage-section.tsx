import { cx } from '@/lib/css';
import { formatCost, formatCount, formatShare } from '@/lib/format';
import type { Figure, Share, Usage } from '../model/usage';
import { Fact, Facts, Section } from './section';
import styles from './usage-section.module.css';

export function UsageSection({ usage }: { usage: Usage }) {
  const { shares, input, output, more, cost, costPerMillion } = usage;
  const all = shares.reduce((sum, share) => sum + share.tokens, 0);
  return (
    <Section title="Usage and cost">
      {all > 0 ? <Bar shares={shares} all={all} /> : null}
      <Facts>
        {input !== null ? (
          <Tokens label="Input tokens" value={input} shares={shares} of="input" all={all} />
        ) : null}
        {output !== null ? (
          <Tokens label="Output tokens" value={output} shares={shares} of="output" all={all} />
        ) : null}
        {more.map((figure) => (
          <Fact key={figure.label} label={figure.label}>
            {shown(figure)}
          </Fact>
        ))}
        {cost !== null ? (
          <Fact label="Cost">
            <strong title={`$${cost}`}>{formatCost(cost)}</strong>
            {costPerMillion !== null ? (
              <span className={styles.hint}> {formatCost(costPerMillion)} per million tokens</span>
            ) : null}
          </Fact>
        ) : null}
      </Facts>
    </Section>
  );
}

/** A picture of the rows below it. */
function Bar({ shares, all }: { shares: Share[]; all: number }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      {shares.map((share) => (
        <span
          key={share.label}
          className={cx(styles.share, styles[`s${share.series}`])}
          style={{ flexGrow: share.tokens / all }}
          title={`${share.label}: ${formatCount(share.tokens)}`}
        />
      ))}
    </div>
  );
}

interface TokensProps {
  label: string;
  value: number;
  shares: Share[];
  of: Share['of'];
  all: number;
}

/** A sum, and below it what it is made of, where that is more than one thing. */
function Tokens({ label, value, shares, of, all }: TokensProps) {
  const parts = shares.filter((share) => share.of === of);
  const [only] = parts;
  const single = parts.length < 2;
  return (
    <>
      <Fact
        label={
          <>
            {single && only ? <span className={cx(styles.dot, styles[`s${only.series}`])} /> : null}
            {label}
          </>
        }
      >
        {formatCount(value)}
      </Fact>
      {single
        ? null
        : parts.map((share) => (
            <Fact
              key={share.label}
              label={
                <span className={styles.part}>
                  <span className={cx(styles.dot, styles[`s${share.series}`])} />
                  {share.label}
                </span>
              }
            >
              {formatCount(share.tokens)}
              <span className={styles.hint}> {formatShare(share.tokens / all)} of all</span>
            </Fact>
          ))}
    </>
  );
}

function shown({ value, unit }: Figure): string {
  return unit === 'dollars' ? formatCost(value) : formatCount(value);
}
