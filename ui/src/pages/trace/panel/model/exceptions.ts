/** Exceptions among the events of a span. */

import type { Span } from '../span';

export type SpanEvent = Span['events'][number];

export interface Told {
  type: string | null;
  message: string | null;
  stack: string | null;
  escaped: boolean;
}

const KEYS = ['exception.type', 'exception.message', 'exception.stacktrace', 'exception.escaped'] as const;

/** Null for an event that is no exception. */
export function exceptionOf(event: SpanEvent): Told | null {
  const [type, message, stack] = KEYS.map((key) => {
    const value = event.attributes[key];
    return typeof value === 'string' && value !== '' ? value : null;
  }) as [string | null, string | null, string | null];
  if (event.name !== 'exception' && type === null && stack === null) return null;
  const escaped = event.attributes['exception.escaped'];
  return { type, message, stack, escaped: escaped === true || escaped === 'True' || escaped === 'true' };
}

/** What else the event says. */
export function besides(event: SpanEvent): Record<string, unknown> {
  const known: readonly string[] = KEYS;
  return Object.fromEntries(Object.entries(event.attributes).filter(([key]) => !known.includes(key)));
}

/** Frames of libraries, in the traces of Python, JavaScript, Java and Go. */
const LIBRARY =
  /site-packages|dist-packages|node_modules|node:internal|<frozen |lib\/python\d|\/go\/pkg\/mod\/|^\s*at (?:java|javax|jdk|sun|org\.springframework|kotlin)\./;

/** The lines of a stack trace, and whether each is of the application's own code rather than a library's. */
export function linesOf(stack: string): { text: string; own: boolean }[] {
  let own = true;
  return stack.split('\n').map((text) => {
    // A line below `File "…"` is that frame's.
    if (/^\s*(?:File "|at |\S+\.go:\d+|goroutine )/.test(text)) own = !LIBRARY.test(text);
    else if (!/^\s/.test(text)) own = true;
    return { text, own };
  });
}

/** Nanoseconds from the start of the span to a moment; RFC 3339 has more digits than a `Date`. */
export function since(start: string, moment: string): number {
  const fraction = (time: string) => Number((/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(9, '0').slice(0, 9));
  const whole = (time: string) => Date.parse(time.replace(/\.\d+/, ''));
  return (whole(moment) - whole(start)) * 1e6 + fraction(moment) - fraction(start);
}
