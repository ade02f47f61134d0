/** The trace list narrowed down to what an attribute says. */

import type { ListSearch, NameField } from '@/filters/fields';
import type { Attribute } from './attributes';
import { textOf } from './attributes';

/** What of the trace list's address is said here. */
export type TraceListSearch = Pick<ListSearch, 'window' | 'attribute' | NameField>;

/** Attributes that have a filter of their own. */
const LISTS: Readonly<Record<string, NameField>> = {
  'gen_ai.provider.name': 'provider',
  'gen_ai.request.model': 'model',
  'gen_ai.response.model': 'model',
  'gen_ai.operation.name': 'operation',
  'deployment.environment.name': 'environment',
  'service.name': 'service',
  'session.id': 'session',
  'user.id': 'user',
};

/** Longer values make an address that some servers on the way refuse. */
const LONGEST = 1_000;

/** Null where nothing can be found by it. `startTime` is the span's: the window of the list reaches back to it. */
export function filterBy(attribute: Attribute, startTime: string, now: number): TraceListSearch | null {
  const { key, value } = attribute;
  const text = textOf(value);
  if (text === '' || text.length > LONGEST) return null;
  const window = windowSince(startTime, now);
  if (Object.hasOwn(LISTS, key) && attribute.type === 'string')
    return { ...window, [LISTS[key] as NameField]: [text] };
  // What is before the first `=` is the key.
  if (key === '' || key.includes('=') || key.length > LONGEST || attribute.type === 'empty') return null;
  return { ...window, attribute: [`${key}=${text}`] };
}

const HOUR = 3_600_000;
/** Those that the list offers; the first one is where it begins. */
const WINDOWS: readonly (readonly [string, number])[] = [
  ['24h', 24 * HOUR],
  ['7d', 7 * 24 * HOUR],
  ['30d', 30 * 24 * HOUR],
  ['60d', 60 * 24 * HOUR],
];

function windowSince(startTime: string, now: number): { window?: string } {
  const age = now - Date.parse(startTime);
  if (Number.isNaN(age) || age < 7.5 * HOUR) return {};
  const found = WINDOWS.find(([, length]) => age < length * 0.97);
  return { window: found?.[0] ?? '60d' };
}
