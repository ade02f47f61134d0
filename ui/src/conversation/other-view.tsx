import { JsonTree } from '@/json/json-tree';
import type { OtherPart } from './message';
import { plainValue } from './message';
import styles from './other-view.module.css';
import { PlainText } from './plain-text';
import { TextView } from './text-view';
import type { ViewMode } from './view-mode';

/** A part of a kind of its own: what it says it is, and all that it holds. */
export function OtherView({ part, mode }: { part: OtherPart; mode: ViewMode }) {
  const name = part.type.replaceAll('_', ' ').slice(0, 100) || 'Part without a type';
  return (
    <div className={styles.other}>
      <span className={styles.type}>{name}</span>
      {part.text !== null ? (
        <TextView text={part.text} mode={mode} />
      ) : mode === 'plain' || typeof part.value !== 'object' || part.value === null ? (
        <PlainText text={plainValue(part.value)} />
      ) : (
        <JsonTree value={part.value} label={name} budget={20} />
      )}
    </div>
  );
}
