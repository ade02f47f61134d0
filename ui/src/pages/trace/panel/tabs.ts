/** The tabs of a span's panel: which there are depends on what the span says. */

import { exceptionOf } from './model/exceptions';
import type { Span } from './span';

export const TABS = ['conversation', 'details', 'attributes', 'events', 'links', 'json'] as const;
export type TabName = (typeof TABS)[number];

export const LABELS: Readonly<Record<TabName, string>> = {
  conversation: 'Conversation',
  details: 'Details',
  attributes: 'Attributes',
  events: 'Events',
  links: 'Links',
  json: 'JSON',
};

export function tabsOf(span: Span): TabName[] {
  return TABS.filter((tab) => {
    if (tab === 'conversation') return hasConversation(span);
    if (tab === 'events') return span.events.length > 0 || span.droppedEventsCount > 0;
    if (tab === 'links') return span.links.length > 0 || span.droppedLinksCount > 0;
    return true;
  });
}

/** The one that is open unless another is asked for: the one that was wanted, where this span has it. */
export function tabFor(span: Span, wanted: string | undefined): TabName {
  const tabs = tabsOf(span);
  return (
    tabs.find((tab) => tab === wanted) ?? (tabs.includes('conversation') ? 'conversation' : firstOf(span))
  );
}

/** A span without messages is looked at for what went wrong, or for what it says about itself. */
function firstOf(span: Span): TabName {
  return span.events.some((event) => exceptionOf(event) !== null) ? 'events' : 'attributes';
}

export function hasConversation({ genAi }: Span): boolean {
  if (!genAi) return false;
  return [genAi.inputMessages, genAi.outputMessages, genAi.systemInstructions].some(
    (list) => (list?.length ?? 0) > 0,
  );
}
