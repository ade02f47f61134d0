import { Badge, CopyButton } from '@/design';
import { formatCount, formatDuration, formatExact } from '@/lib/format';
import { AttributeList } from '../attributes/attribute-list';
import { besides, exceptionOf, type SpanEvent, since } from '../model/exceptions';
import type { Span } from '../span';
import styles from './events-tab.module.css';
import { StackTrace } from './stack-trace';

/** What happened at one moment each, earliest first. */
export function EventsTab({ span }: { span: Span }) {
  return (
    <div className={styles.scroll}>
      <ol className={styles.list}>
        {span.events.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events have nothing but their order.
          <li key={index} className={styles.event}>
            <Event event={event} start={span.startTime} />
          </li>
        ))}
      </ol>
      {span.droppedEventsCount > 0 ? (
        <p className={styles.dropped}>
          {formatCount(span.droppedEventsCount)} more were dropped by the sender.
        </p>
      ) : null}
    </div>
  );
}

function Event({ event, start }: { event: SpanEvent; start: string }) {
  const told = exceptionOf(event);
  const offset = since(start, event.time);
  return (
    <>
      <header className={styles.header}>
        <span className={styles.name}>
          {told?.type ? (
            <code className={styles.type}>{told.type.slice(0, 300)}</code>
          ) : (
            <bdi>{event.name.slice(0, 300) || '(no name)'}</bdi>
          )}
        </span>
        {told ? <Badge tone="error">{told.escaped ? 'Not handled' : 'Exception'}</Badge> : null}
        <time className={styles.time} dateTime={event.time} title={formatExact(event.time)}>
          {offset < 0 ? '−' : '+'}
          {formatDuration(Math.abs(offset))}
        </time>
      </header>
      {told?.message ? (
        <div className={styles.exception}>
          <p className={styles.what}>{told.message.slice(0, 4_000)}</p>
          <CopyButton text={told.message} label="Copy message" />
        </div>
      ) : null}
      {told?.stack ? <StackTrace stack={told.stack} /> : null}
      <AttributeList
        attributes={told ? besides(event) : event.attributes}
        dropped={event.droppedAttributesCount}
        label={`Attributes of ${event.name.slice(0, 60)}`}
      />
    </>
  );
}
