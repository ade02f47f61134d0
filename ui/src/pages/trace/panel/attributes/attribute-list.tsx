import { type ReactNode, useState } from 'react';
import { Button } from '@/design';
import { formatCount } from '@/lib/format';
import { type Attribute, attributesOf, namespaces } from '../model/attributes';
import styles from './attribute-list.module.css';
import { AttributeRow } from './attribute-row';

interface AttributeListProps {
  /** As the span has them, or a list that was narrowed down already. */
  attributes: Readonly<Record<string, unknown>> | readonly Attribute[];
  /** How many the sender dropped. */
  dropped?: number;
  /** For who listens. */
  label: string;
  /** A link to the traces that say the same. */
  filter?: (attribute: Attribute) => ReactNode;
}

const MOST = 300;

/** Attributes with their types, those of one namespace together. */
export function AttributeList({ attributes, dropped = 0, label, filter }: AttributeListProps) {
  const [all, setAll] = useState(false);
  const list = Array.isArray(attributes)
    ? (attributes as readonly Attribute[])
    : attributesOf(attributes as Record<string, unknown>);
  const shown = all ? list : list.slice(0, MOST);
  return (
    <>
      {namespaces(shown).map(({ name, attributes: together }) => (
        <dl key={name} className={styles.namespace} aria-label={name ? `${label}, ${name}` : label}>
          {together.map((attribute) => (
            <AttributeRow key={attribute.key} attribute={attribute} actions={filter?.(attribute)} />
          ))}
        </dl>
      ))}
      {shown.length < list.length ? (
        <Button kind="quiet" onClick={() => setAll(true)}>
          Show all {formatCount(list.length)}
        </Button>
      ) : null}
      {dropped > 0 ? (
        <p className={styles.dropped}>{formatCount(dropped)} more were dropped by the sender.</p>
      ) : null}
    </>
  );
}
