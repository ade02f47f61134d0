import { X } from 'lucide-react';
import { Cost, Duration, EmptyState, IconButton, StatusDot, Tokens } from '@/design';
import type { SpanLine, SpanLookup } from './model/line';
import styles from './span-aside.module.css';

interface SpanAsideProps {
  spanId: string;
  lookup: SpanLookup;
  /** Pixels; a small screen gives it all it has. */
  width: number;
  onSelect: (spanId: string) => void;
  onClose: () => void;
}

/** The panel of a span beside the waterfall, or over all of a small screen. */
export function SpanAside({ spanId, lookup, width, onSelect, onClose }: SpanAsideProps) {
  const line = lookup.find(spanId);
  return (
    <aside className={styles.aside} style={{ width }} aria-label="Span">
      <header className={styles.head}>
        <h2 className={styles.title}>{line?.name ?? 'Span'}</h2>
        <IconButton label="Close" keys="Escape" icon={<X />} onClick={onClose} />
      </header>
      {line === null ? (
        <EmptyState small title="This span is not in the trace">
          <p>It may not have come yet.</p>
        </EmptyState>
      ) : (
        <Facts line={line} lookup={lookup} onSelect={onSelect} />
      )}
    </aside>
  );
}

function Facts({ line, lookup, onSelect }: { line: SpanLine } & Pick<SpanAsideProps, 'lookup' | 'onSelect'>) {
  const parent = line.parentSpanId === null ? null : lookup.find(line.parentSpanId);
  return (
    <dl className={styles.facts}>
      <dt>Status</dt>
      <dd>
        <StatusDot status={line.status} withText />
      </dd>
      <dt>Service</dt>
      <dd>{line.serviceName}</dd>
      <dt>Kind</dt>
      <dd>{line.kind}</dd>
      <dt>Duration</dt>
      <dd>
        <Duration nano={line.durationNano} />
      </dd>
      {line.model ? (
        <>
          <dt>Model</dt>
          <dd>{line.model}</dd>
          <dt>Tokens</dt>
          <dd>
            <Tokens input={line.inputTokens} output={line.outputTokens} />
          </dd>
          <dt>Cost</dt>
          <dd>
            <Cost dollars={line.cost} />
          </dd>
        </>
      ) : null}
      <dt>Span id</dt>
      <dd>
        <code>{line.spanId}</code>
      </dd>
      {parent ? (
        <>
          <dt>Parent</dt>
          <dd>
            <button type="button" className={styles.parent} onClick={() => onSelect(parent.spanId)}>
              {parent.name}
            </button>
          </dd>
        </>
      ) : null}
    </dl>
  );
}
