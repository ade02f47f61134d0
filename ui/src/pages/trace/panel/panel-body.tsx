import type { ReactNode } from 'react';
import { ViewSwitch } from '@/conversation';
import { Tabs } from '@/design';
import { formatCount } from '@/lib/format';
import type { SpanLookup } from '../model/line';
import { AttributesTab } from './attributes/attributes-tab';
import { ConversationTab } from './conversation-tab';
import { DetailsTab } from './details/details-tab';
import { EventsTab } from './events/events-tab';
import { JsonTab } from './json-tab';
import { LinksTab } from './links-tab';
import styles from './panel-body.module.css';
import type { Span } from './span';
import { LABELS, type TabName, tabsOf } from './tabs';

interface PanelBodyProps {
  span: Span;
  tab: TabName;
  onTab: (tab: TabName) => void;
  projectId: string;
  outline?: SpanLookup | undefined;
  onSelectSpan: (spanId: string) => void;
}

export function PanelBody({ span, tab, onTab, projectId, outline, onSelectSpan }: PanelBodyProps) {
  const content: Record<TabName, () => ReactNode> = {
    conversation: () => <ConversationTab span={span} />,
    details: () => <DetailsTab span={span} line={outline?.find(span.spanId) ?? null} />,
    attributes: () => <AttributesTab span={span} projectId={projectId} />,
    events: () => <EventsTab span={span} />,
    links: () => <LinksTab span={span} projectId={projectId} outline={outline} onSelectSpan={onSelectSpan} />,
    json: () => <JsonTab span={span} />,
  };
  const counts: Partial<Record<TabName, number>> = {
    attributes: Object.keys(span.attributes).length,
    events: span.events.length,
    links: span.links.length,
  };
  return (
    <div className={styles.body}>
      <Tabs
        label="Of the span"
        value={tab}
        onChange={onTab}
        end={tab === 'conversation' ? <ViewSwitch /> : null}
        tabs={tabsOf(span).map((value) => ({
          value,
          label: <Label name={LABELS[value]} count={counts[value]} />,
          content: value === tab ? <div className={styles.content}>{content[value]()}</div> : null,
        }))}
      />
    </div>
  );
}

function Label({ name, count }: { name: string; count: number | undefined }) {
  return (
    <>
      {name}
      {!count ? null : <span className={styles.count}> {formatCount(count)}</span>}
    </>
  );
}
