import { describe, expect, it } from 'vitest';
import type { Json } from './exact';
import { depthWithin, type Folding, MOST_ROWS, parentOf, previewOf, rowsOf } from './rows';

const folded = (openDepth: number, changed: [string, boolean][] = []): Folding => ({
  openDepth,
  changed: new Map(changed),
});
const names = (value: Json, folding: Folding) => rowsOf(value, folding).map((row) => row.pointer);

describe('the rows of a tree', () => {
  const value = { a: [1, { b: null }], 'c/d~': 'x', e: {} };

  it('are those of open objects and arrays, in order', () => {
    expect(names(value, folded(9))).toEqual(['/a', '/a/0', '/a/1', '/a/1/b', '/c~1d~0', '/e']);
    expect(names(value, folded(2))).toEqual(['/a', '/a/0', '/a/1', '/c~1d~0', '/e']);
    expect(names(value, folded(1))).toEqual(['/a', '/c~1d~0', '/e']);
  });

  it('are one for what holds nothing', () => {
    for (const nothing of ['x', 7, null, {}, []]) expect(names(nothing, folded(9))).toEqual(['']);
  });

  it('follow what a person opened and closed', () => {
    expect(names(value, folded(1, [['/a', true]]))).toEqual(['/a', '/a/0', '/a/1', '/c~1d~0', '/e']);
    expect(names(value, folded(9, [['/a/1', false]]))).toEqual(['/a', '/a/0', '/a/1', '/c~1d~0', '/e']);
  });

  it('say what is in them', () => {
    const [list, , , text, empty] = rowsOf(value, folded(2));
    expect(list).toMatchObject({ name: 'a', size: 2, open: true, depth: 0 });
    expect(text).toMatchObject({ name: 'c/d~', value: 'x', size: null, open: false });
    expect(empty).toMatchObject({ name: 'e', size: 0, open: false });
  });

  it('know the row above', () => {
    const rows = rowsOf(value, folded(9));
    expect(rows.map((_, index) => parentOf(rows, index))).toEqual([-1, 0, 0, 2, -1, -1]);
  });

  it('come to an end, however large or deep the value', () => {
    expect(
      rowsOf(
        Array.from({ length: 300_000 }, () => 0),
        folded(1),
      ),
    ).toHaveLength(MOST_ROWS);
    let deep: Json = 1;
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(depthWithin(deep, 1_000)).toBe(8);
    expect(rowsOf(deep, folded(8))).toHaveLength(8);
  });
});

describe('how deep a tree is open', () => {
  it('depends on the room', () => {
    const value = { a: [1, 2, 3], b: { c: [1, 2, 3, 4, 5, 6, 7, 8, 9] } };
    expect(depthWithin(value, 100)).toBe(8);
    expect(depthWithin(value, 10)).toBe(2);
    expect(depthWithin(value, 4)).toBe(1);
    expect(
      depthWithin(
        Array.from({ length: 1_000 }, () => 0),
        40,
      ),
    ).toBe(1);
    expect(depthWithin('x', 1)).toBe(8);
  });
});

describe('a preview', () => {
  it('has the first words', () => {
    expect(previewOf({ role: 'user', parts: [1], none: {}, n: null })).toBe(
      'role: "user", parts: […], none: {}, n: null',
    );
    expect(previewOf([1, 'x', [], true])).toBe('1, "x", [], true');
    expect(previewOf(Array.from({ length: 100 }, (_, index) => index))).toBe('0, 1, 2, 3, 4, 5, 6, 7, …');
    expect(previewOf({ long: 'x'.repeat(200_000) }).length).toBeLessThan(100);
    expect(previewOf(7)).toBe('');
  });
});
