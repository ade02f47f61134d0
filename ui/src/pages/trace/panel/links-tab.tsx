import { Link } from '@tanstack/react-router';
import { Badge, CopyButton } from '@/design';
import type { SpanLookup } from '../model/line';
import { AttributeList } from './attributes/attribute-list';
import styles from './links-tab.module.css';
import type { Span } from './span';

interface LinksTabProps {
  span: Span;
  projectId: string;
  outline?: SpanLookup | undefined;
  onSelectSpan: (spanId: string) => void;
}

/** Other spans that this one has to do with, in this trace or in another. */
export function LinksTab({ span, projectId, outline, onSelectSpan }: LinksTabProps) {
  return (
    <div className={styles.scroll}>
      <ul className={styles.list}>
        {span.links.map((link, index) => {
          const here = link.traceId === span.traceId;
          const line = here ? (outline?.find(link.spanId) ?? null) : null;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a span may have the same link twice.
            <li key={index} className={styles.link}>
              <div className={styles.first}>
                {here ? (
                  <button type="button" className={styles.lead} onClick={() => onSelectSpan(link.spanId)}>
                    <bdi>{line?.name.slice(0, 300) ?? `Span ${link.spanId}`}</bdi>
                  </button>
                ) : (
                  <Link
                    to="/projects/$projectId/traces/$traceId"
                    params={{ projectId, traceId: link.traceId }}
                    search={{ span: link.spanId }}
                    className={styles.lead}
                  >
                    Span {link.spanId} of trace {link.traceId}
                  </Link>
                )}
                <Badge>{here ? 'In this trace' : 'Another trace'}</Badge>
                <CopyButton text={link.spanId} label="Copy span id" />
              </div>
              <AttributeList
                attributes={link.attributes}
                dropped={link.droppedAttributesCount}
                label="Attributes of the link"
              />
            </li>
          );
        })}
      </ul>
      {span.droppedLinksCount > 0 ? (
        <p className={styles.dropped}>{span.droppedLinksCount} more were dropped by the sender.</p>
      ) : null}
    </div>
  );
}
