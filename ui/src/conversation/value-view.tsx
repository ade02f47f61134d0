import type { Json } from '@/json/exact';
import { isObject } from '@/json/exact';
import { JsonTree } from '@/json/json-tree';
import { partsOf, plainValue } from './message';
import { PartView } from './part-view';
import { PlainText } from './plain-text';
import { TextView } from './text-view';
import styles from './value-view.module.css';
import type { ViewMode } from './view-mode';

interface ValueViewProps {
  /** What a tool was given, or gave. */
  value: Json | undefined;
  /** What it is: `Arguments`, `Result`. */
  label: string;
  mode: ViewMode;
  /** It may be a list of message parts, as results may. */
  parts?: boolean;
}

const FOLD = { characters: 2_000, lines: 24 };
const LEAVES = new Set(['text', 'blob', 'uri', 'file']);

export function ValueView({ value, label, mode, parts = false }: ValueViewProps) {
  if (value === undefined || value === null) return <p className={styles.none}>Nothing</p>;
  if (typeof value === 'string') {
    if (value === '') return <p className={styles.none}>An empty text</p>;
    return <TextView text={value} mode={mode} fold={FOLD} label={label} bare />;
  }
  if (parts && isListOfParts(value)) {
    return (
      <div className={styles.list}>
        {partsOf(value).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have nothing but their order.
          <PartView key={index} part={part} mode={mode} />
        ))}
      </div>
    );
  }
  if (mode === 'plain') return <PlainText text={plainValue(value)} />;
  return <JsonTree value={value} label={label} budget={30} bare />;
}

/** Parts that hold no others, so that a stranger's cannot nest without end. */
function isListOfParts(value: Json): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => isObject(item) && typeof item.type === 'string' && LEAVES.has(item.type))
  );
}
