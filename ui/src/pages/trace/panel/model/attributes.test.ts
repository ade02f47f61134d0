import { describe, expect, it } from 'vitest';
import { attributesOf, byteCount, matching, namespaces, textOf, typeOf } from './attributes';

describe('attributes', () => {
  it('have a type, also those that JSON has no value for', () => {
    expect(
      ['x', 7, 7n, 0.5, true, [1], { a: 1 }, { bytesValue: 'AAEC' }, { doubleValue: 'NaN' }, null].map(
        typeOf,
      ),
    ).toEqual([
      'string',
      'number',
      'number',
      'number',
      'boolean',
      'array',
      'object',
      'bytes',
      'number',
      'empty',
    ]);
    expect(typeOf({ bytesValue: 'AAEC', more: 1 })).toBe('object');
    expect(byteCount({ bytesValue: 'AAEC' })).toBe(3);
    expect(byteCount({ bytesValue: 'AA==' })).toBe(1);
    expect(byteCount('AAEC')).toBe(-1);
  });

  it('are texts as filters compare them', () => {
    expect(
      [
        'x',
        7,
        9007199254740993n,
        0.5,
        true,
        ['a', 1],
        { a: 'ü' },
        { bytesValue: 'AAEC' },
        { doubleValue: 'NaN' },
      ].map(textOf),
    ).toEqual(['x', '7', '9007199254740993', '0.5', 'true', '["a",1]', '{"a":"ü"}', 'AAEC', 'NaN']);
  });

  it('are in order, by namespace', () => {
    const found = attributesOf({
      'http.route': '/',
      long: 1,
      'gen_ai.b': 1,
      'gen_ai.a10': 1,
      'gen_ai.a9': 1,
      '.x': 1,
    });
    expect(namespaces(found).map(({ name, attributes }) => [name, attributes.map(({ key }) => key)])).toEqual(
      [
        ['gen_ai', ['gen_ai.a9', 'gen_ai.a10', 'gen_ai.b']],
        ['http', ['http.route']],
        ['', ['.x', 'long']],
      ],
    );
  });

  it('are found by words in key and value', () => {
    const found = attributesOf({ 'http.route': '/Ask', 'http.method': 'GET', list: ['ask'] });
    expect(matching(found, 'ask').map(({ key }) => key)).toEqual(['http.route', 'list']);
    expect(matching(found, ' HTTP get ').map(({ key }) => key)).toEqual(['http.method']);
    expect(matching(found, '')).toHaveLength(3);
  });

  it('may be named as anything', () => {
    expect(attributesOf(JSON.parse('{"__proto__": 1, "constructor": 2, "": 3}'))).toHaveLength(3);
  });
});
