import { lazy, Suspense } from 'react';
import { useChangeAddress, useTraceAddress } from './address';
import type { SpanLookup } from './model/line';
import { PanelSkeleton } from './panel/panel-skeleton';
import styles from './span-aside.module.css';

const loading = () => import('./panel/span-panel');
const SpanPanel = lazy(async () => ({ default: (await loading()).SpanPanel }));

interface SpanAsideProps {
  projectId: string;
  traceId: string;
  spanId: string;
  lookup: SpanLookup;
  /** Pixels; a small screen gives it all it has. */
  width: number;
  onSelect: (spanId: string) => void;
  onClose: () => void;
}

/** The panel of a span beside the waterfall, or over all of a small screen. */
export function SpanAside({ lookup, width, onSelect, ...rest }: SpanAsideProps) {
  const { tab } = useTraceAddress();
  const change = useChangeAddress();
  return (
    <aside className={styles.aside} style={{ width }} aria-label="Span">
      <Suspense fallback={<PanelSkeleton />}>
        <SpanPanel
          {...rest}
          outline={lookup}
          onSelectSpan={onSelect}
          tab={tab}
          onTab={(next) => change({ tab: next })}
        />
      </Suspense>
    </aside>
  );
}
