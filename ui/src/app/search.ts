/**
 * Search parameters as the API has them: `?status=error&model=a&model=b`, one value or many, no JSON. So an address of
 * the explorer reads as its API call does. What a page's schema does not know is dropped, and so is a wrong value.
 */

import * as v from 'valibot';

type Raw = Record<string, string | string[]>;

export function parseSearch(text: string): Raw {
  const found: Raw = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    found[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return found;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') params.append(name, String(item));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

const oneOrMany = v.union([v.string(), v.array(v.string())]);

/** A text; absent when empty. */
export const text = v.fallback(
  v.optional(
    v.pipe(
      oneOrMany,
      v.transform((value) => (Array.isArray(value) ? value[0] : value) || undefined),
    ),
  ),
  undefined,
);

/** Any number of texts, each once; absent when there is none. */
export const texts = v.fallback(
  v.optional(
    v.pipe(
      oneOrMany,
      v.transform((value) => {
        const list = [...new Set(Array.isArray(value) ? value : [value])].filter(Boolean);
        return list.length > 0 ? list : undefined;
      }),
    ),
  ),
  undefined,
);

/** A number that is at least `least`; absent when it is none. */
export function number(least = 0) {
  const given = v.union([v.pipe(v.string(), v.nonEmpty()), v.number()]);
  return v.fallback(
    v.optional(v.pipe(given, v.transform(Number), v.number(), v.finite(), v.minValue(least))),
    undefined,
  );
}

/** `true` or `false`; absent otherwise. */
export const flag = v.fallback(
  v.optional(
    v.pipe(
      v.union([v.boolean(), v.picklist(['true', 'false'])]),
      v.transform((value) => value === true || value === 'true'),
    ),
  ),
  undefined,
);

/** One of these words; absent otherwise. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return v.fallback(v.optional(v.picklist(words)), undefined);
}

/** Absent rather than undefined. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The validator of a route: takes what `parseSearch` found, or what a link gives. */
export function search<const E extends v.ObjectEntries>(entries: E) {
  const schema = v.object(entries);
  type Search = Defined<v.InferOutput<typeof schema>>;
  return (raw: Record<string, unknown>): Search => {
    const found: Record<string, unknown> = v.parse(schema, raw);
    return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Search;
  };
}

/** A page's parameters with some of them changed; undefined takes one away. */
export function changed<S extends object>(old: S, change: { [K in keyof S]?: S[K] | undefined }): S {
  const entries = Object.entries({ ...old, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as S;
}
