/** JSON without loss: an integer that a double cannot hold is a bigint, where the browser tells its digits. */

export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

const INTEGER = /^-?\d+$/;

const exactly: Reviver = (_key, value, context) => {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && INTEGER.test(source) ? BigInt(source) : value;
};

/** As `JSON.parse`; throws SyntaxError for what is no JSON. */
export function parseExact(text: string): Json {
  return JSON.parse(text, exactly) as Json;
}

/** The object or array that a text is; undefined for any other text, and for one that is too long to look at. */
export function jsonIn(text: string, limit = 2_000_000): Json | undefined {
  if (text.length > limit) return undefined;
  const start = text.search(/\S/);
  if (start < 0 || (text[start] !== '{' && text[start] !== '[')) return undefined;
  try {
    const value = parseExact(text);
    return isEmpty(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As `JSON.stringify`, bigints as their digits. What is nested too deeply for the stack throws RangeError. */
export function stringifyExact(value: Json, indent = 0): string {
  return indent === 0 ? compact(value) : pretty(value, ' '.repeat(indent), '');
}

function scalar(value: null | boolean | number | bigint | string): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function compact(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (!isObject(value)) return scalar(value);
  return `{${Object.entries(value)
    .map(([key, held]) => `${JSON.stringify(key)}:${compact(held)}`)
    .join(',')}}`;
}

function pretty(value: Json, indent: string, margin: string): string {
  const inner = margin + indent;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[\n${value.map((held) => inner + pretty(held, indent, inner)).join(',\n')}\n${margin}]`;
  }
  if (!isObject(value)) return scalar(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(
    ([key, held]) => `${inner}${JSON.stringify(key)}: ${pretty(held, indent, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${margin}}`;
}
