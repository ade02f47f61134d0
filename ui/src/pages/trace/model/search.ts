/** Search within a trace, by words of names, services, models and providers, and by the beginning of a span id. */

import { type SpanColumns, spanIdAt } from './columns';

export interface Matches {
  /** Ascending. */
  readonly spans: Uint32Array;
  /** 1 where a span matches. */
  readonly marks: Uint8Array;
}

/** So many hexadecimal digits are taken for the beginning of a span id; fewer would be found in many. */
const ID_DIGITS = 4;
const ID = /^[0-9a-f]{4,16}$/;

/** Spans that hold every word of the query, in any case; null for a query without words. */
export function search(columns: SpanColumns, query: string): Matches | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const marks = new Uint8Array(columns.count).fill(1);
  const lower = lowerTexts(columns.texts);
  for (const word of words) narrow(columns, lower, word, marks);
  let count = 0;
  for (const mark of marks) count += mark;
  const spans = new Uint32Array(count);
  for (let span = 0, at = 0; at < count; span++) if (marks[span] === 1) spans[at++] = span;
  return { spans, marks };
}

function narrow(columns: SpanColumns, lower: readonly string[], word: string, marks: Uint8Array): void {
  const hits = Uint8Array.from(lower, (text) => (text.includes(word) ? 1 : 0));
  const isId = word.length >= ID_DIGITS && ID.test(word);
  const { name, service, model, provider } = columns;
  for (let span = 0; span < columns.count; span++) {
    if (marks[span] === 0) continue;
    const found =
      hits[name[span] as number] === 1 ||
      hits[service[span] as number] === 1 ||
      hits[model[span] as number] === 1 ||
      hits[provider[span] as number] === 1 ||
      (isId && spanIdAt(columns, span).startsWith(word));
    if (!found) marks[span] = 0;
  }
}

const lowered = new WeakMap<readonly string[], readonly string[]>();

function lowerTexts(texts: readonly string[]): readonly string[] {
  let found = lowered.get(texts);
  if (found === undefined) {
    found = texts.map((text) => text.toLowerCase());
    lowered.set(texts, found);
  }
  return found;
}

/** The place in ascending `spans` of the next one after `span`, or before it; at the end it begins anew. -1 for none. */
export function step(spans: Uint32Array, span: number, forward: boolean): number {
  if (spans.length === 0) return -1;
  if (forward) return lowerBound(spans, span + 1) % spans.length;
  return (lowerBound(spans, span) - 1 + spans.length) % spans.length;
}

/** How many of ascending `spans` are from `from` up to, not including, `to`. */
export function countWithin(spans: Uint32Array, from: number, to: number): number {
  return lowerBound(spans, to) - lowerBound(spans, from);
}

/** The first place whose span is `span` or after it. */
export function lowerBound(spans: Uint32Array, span: number): number {
  let from = 0;
  let to = spans.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((spans[middle] as number) < span) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Spans that failed themselves, ascending. */
export function failedSpans(columns: SpanColumns): Uint32Array {
  return Uint32Array.from({ length: columns.count }, (_, span) => span).filter(
    (span) => columns.status[span] === 2,
  );
}
