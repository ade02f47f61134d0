/** Attributes as they are shown: each with its type, in the order of their names, those of one namespace together. */

import { isObject, type Json, type JsonObject, stringifyExact } from '@/json/exact';

export type AttributeType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'bytes' | 'empty';

export interface Attribute {
  key: string;
  value: Json;
  type: AttributeType;
}

export interface Namespace {
  /** What stands before the first dot; empty for names without one. */
  name: string;
  attributes: Attribute[];
}

export function typeOf(value: Json): AttributeType {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) {
    if (only(value, 'bytesValue') !== undefined) return 'bytes';
    return only(value, 'doubleValue') === undefined ? 'object' : 'number';
  }
  if (typeof value === 'bigint') return 'number';
  return typeof value as 'string' | 'number' | 'boolean';
}

/** A value as text: what is copied, and what a filter compares with. */
export function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (isObject(value)) {
    const said = only(value, 'bytesValue') ?? only(value, 'doubleValue');
    if (said !== undefined) return said;
  }
  try {
    return stringifyExact(value);
  } catch {
    return '';
  }
}

/** The bytes of a value that are told in base64; -1 where they are not. */
export function byteCount(value: Json): number {
  const base64 = isObject(value) ? only(value, 'bytesValue') : undefined;
  if (base64 === undefined) return -1;
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

/** The text below the only key of an object, which is how JSON tells what it has no value for. */
function only(value: JsonObject, key: string): string | undefined {
  const found = Object.hasOwn(value, key) && Object.keys(value).length === 1 ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

const byName = new Intl.Collator('en', { numeric: true });

export function attributesOf(attributes: Readonly<Record<string, unknown>>): Attribute[] {
  return Object.entries(attributes)
    .map(([key, value]) => ({ key, value: value as Json, type: typeOf(value as Json) }))
    .sort((a, b) => byName.compare(a.key, b.key));
}

/** Those in whose key or value all words of a search occur. */
export function matching(attributes: readonly Attribute[], search: string): Attribute[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...attributes];
  return attributes.filter(({ key, value }) => {
    const said = `${key}\n${textOf(value)}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
}

/** Attributes by namespace; those that have none come last. */
export function namespaces(attributes: readonly Attribute[]): Namespace[] {
  const found = new Map<string, Attribute[]>();
  for (const attribute of attributes) {
    const dot = attribute.key.indexOf('.');
    const name = dot > 0 ? attribute.key.slice(0, dot) : '';
    const list = found.get(name) ?? [];
    if (list.length === 0) found.set(name, list);
    list.push(attribute);
  }
  return [...found]
    .map(([name, list]) => ({ name, attributes: list }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === ''));
}
