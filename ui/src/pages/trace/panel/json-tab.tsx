import type { Json } from '@/json/exact';
import { JsonTree } from '@/json/json-tree';
import styles from './json-tab.module.css';
import type { Span } from './span';

/** The span as the API tells it. */
export function JsonTab({ span }: { span: Span }) {
  return (
    <div className={styles.place}>
      <JsonTree value={span as unknown as Json} label="Span" budget={60} fill />
    </div>
  );
}
