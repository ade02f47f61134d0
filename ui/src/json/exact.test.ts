import { describe, expect, it } from 'vitest';
import { jsonIn, parseExact, stringifyExact } from './exact';

describe('exact JSON', () => {
  const withSource = (() => {
    let told: string | undefined;
    JSON.parse('1', ((_k: string, value: unknown, context?: { source?: string }) => {
      told = context?.source;
      return value;
    }) as (key: string, value: unknown) => unknown);
    return told === '1';
  })();

  it.runIf(withSource)('keeps the digits of integers that a double cannot hold', () => {
    const text = '{"id":9007199254740993,"min":-9223372036854775808,"small":7,"half":0.5,"large":1e300}';
    const value = parseExact(text);
    expect(value).toMatchObject({ id: 9007199254740993n, small: 7, half: 0.5, large: 1e300 });
    expect(parseExact(stringifyExact(value))).toEqual(value);
  });

  it('writes bigints as numbers, and everything else as JSON.stringify does', () => {
    const value = { a: [1, 'x"\n', null, true, []], b: {}, '': { c: -0.5 } };
    expect(stringifyExact(value)).toBe(JSON.stringify(value));
    expect(stringifyExact(value, 2)).toBe(JSON.stringify(value, null, 2));
    expect(stringifyExact({ id: 9007199254740993n })).toBe('{"id":9007199254740993}');
  });

  it('keeps a key that is named as a prototype is', () => {
    const text = '{"__proto__":{"x":1},"constructor":2}';
    expect(stringifyExact(parseExact(text))).toBe(text);
  });
});

describe('JSON in a text', () => {
  it('is an object or array and nothing else', () => {
    expect(jsonIn(' {"a": 1}\n')).toEqual({ a: 1 });
    expect(jsonIn('[1]')).toEqual([1]);
    for (const text of ['', '  ', '7', '"x"', 'null', '{}', '[]', '{not json', '[1] and more', 'text [1]']) {
      expect(jsonIn(text)).toBeUndefined();
    }
  });

  it('is not looked for in what is too long, or nested too deeply', () => {
    expect(jsonIn(`[${'1,'.repeat(100)}1]`, 50)).toBeUndefined();
    expect(() => jsonIn('['.repeat(500_000) + ']'.repeat(500_000))).not.toThrow();
  });
});
