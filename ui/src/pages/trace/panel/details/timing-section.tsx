import { AbsoluteTime, Duration } from '@/design';
import { formatDuration } from '@/lib/format';
import type { Timing } from '../model/timing';
import type { Span } from '../span';
import { Fact, Facts, Section } from './section';
import styles from './timing-section.module.css';

export function TimingSection({ span, timing }: { span: Span; timing: Timing }) {
  const { firstChunkNano, restNano, offsetNano, tokensPerSecond, receivedNano, durationNano } = timing;
  return (
    <Section title="Timing">
      {firstChunkNano !== null && restNano !== null ? (
        <div className={styles.bar} aria-hidden="true">
          <span
            className={styles.waiting}
            style={{ flexGrow: firstChunkNano / durationNano }}
            title={`Until the first token: ${formatDuration(firstChunkNano)}`}
          />
          <span
            className={styles.answering}
            style={{ flexGrow: restNano / durationNano }}
            title={`From then on: ${formatDuration(restNano)}`}
          />
        </div>
      ) : null}
      <Facts>
        <Fact label="Duration">
          <Duration nano={durationNano} />
        </Fact>
        {firstChunkNano !== null ? (
          <Fact label="Time to first token">
            <Duration nano={firstChunkNano} />
          </Fact>
        ) : null}
        {tokensPerSecond !== null ? (
          <Fact
            label="Output speed"
            title={restNano === null ? 'Over the whole call' : 'From the first token on'}
          >
            {tokensPerSecond < 100
              ? tokensPerSecond.toFixed(1)
              : Math.round(tokensPerSecond).toLocaleString('en-US')}{' '}
            tokens/s
          </Fact>
        ) : null}
        <Fact label="Start">
          <AbsoluteTime at={span.startTime} />
          <UtcTime at={span.startTime} />
        </Fact>
        <Fact label="End">
          <AbsoluteTime at={span.endTime} />
          <UtcTime at={span.endTime} />
        </Fact>
        {offsetNano !== null ? (
          <Fact label="In the trace">
            <span title={`${offsetNano} ns`}>+{formatDuration(offsetNano)}</span>
          </Fact>
        ) : null}
        {receivedNano !== null ? (
          <Fact label="Received">
            {formatDuration(receivedNano)} <span className={styles.hint}>after its end</span>
          </Fact>
        ) : null}
      </Facts>
    </Section>
  );
}

/** The moment as it was sent, with every digit. */
function UtcTime({ at }: { at: string }) {
  return <span className={styles.utc}>{at.replace('T', ' ').replace('Z', ' UTC')}</span>;
}
