/** Whether messages are shown as Markdown or as the plain text that they are. */

import { useSyncExternalStore } from 'react';
import { recall, remember } from '@/lib/storage';

export type ViewMode = 'rendered' | 'plain';

const NAME = 'conversation-view';
const MOST = 500;

let standard: ViewMode | null = null;
const own = new Map<string, ViewMode>();
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function standardMode(): ViewMode {
  standard ??= recall(NAME) === 'plain' ? 'plain' : 'rendered';
  return standard;
}

/** How all messages are shown, but for those that were switched one by one. The browser remembers it. */
export function useStandardMode(): [ViewMode, (mode: ViewMode) => void] {
  const mode = useSyncExternalStore(subscribe, standardMode);
  return [
    mode,
    (next) => {
      standard = next;
      own.clear();
      remember(NAME, next === 'rendered' ? null : next);
      changed();
    },
  ];
}

/** How one message is shown; remembered until the page is loaded anew. */
export function useMessageMode(key: string): [ViewMode, (mode: ViewMode) => void] {
  const mode = useSyncExternalStore(subscribe, () => own.get(key) ?? standardMode());
  return [
    mode,
    (next) => {
      own.delete(key);
      own.set(key, next);
      const [oldest] = own.keys();
      if (own.size > MOST && oldest !== undefined) own.delete(oldest);
      changed();
    },
  ];
}

/** For tests: as when the page was loaded. */
export function forgetModes(): void {
  standard = null;
  own.clear();
}

/** A name for a message that is the same wherever it is shown again. */
export function keyOf(role: string, text: string): string {
  let hash = 0;
  const step = Math.max(1, Math.floor(text.length / 2_000));
  for (let at = 0; at < text.length; at += step) hash = (hash * 31 + text.charCodeAt(at)) | 0;
  return `${role}:${text.length}:${hash}`;
}
