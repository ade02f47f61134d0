import { describe, expect, it } from 'vitest';
import type { Json } from './exact';
import { depthWithin, type Folding, MOST_ROWS, parentOf, rowsOf } from './rows';

const folded = (openDepth: number, changed: [string, boolean][] = []): Folding => ({
  openDepth,
  changed: new Map(changed),
});
const names = (value: Json, folding: Folding) => rowsOf(value, folding).map((row) => row.pointer);

describe('the rows of a tree', () => {
  const value = { a: [1, { b: null }], 'c/d~': 'x', e: {} };

  it('are those of open objects and arrays, in order', () => {
    expect(names(value, folded(9))).toEqual(['', '/a', '/a/0', '/a/1', '/a/1/b', '/c~1d~0', '/e']);
    expect(names(value, folded(1))).toEqual(['', '/a', '/c~1d~0', '/e']);
    expect(names(value, folded(0))).toEqual(['']);
  });

  it('follow what a person opened and closed', () => {
    expect(names(value, folded(0, [['', true]]))).toEqual(['', '/a', '/c~1d~0', '/e']);
    expect(names(value, folded(9, [['/a/1', false]]))).toEqual(['', '/a', '/a/0', '/a/1', '/c~1d~0', '/e']);
  });

  it('say what is in them', () => {
    const [whole, list, , , text, empty] = rowsOf(value, folded(2));
    expect(whole).toMatchObject({ name: null, size: 3, open: true, depth: 0 });
    expect(list).toMatchObject({ name: 'a', size: 2, open: true, depth: 1 });
    expect(text).toMatchObject({ name: 'c/d~', value: 'x', size: null, open: false });
    expect(empty).toMatchObject({ name: 'e', size: 0, open: false });
  });

  it('know the row above', () => {
    const rows = rowsOf(value, folded(9));
    expect(rows.map((_, index) => parentOf(rows, index))).toEqual([-1, 0, 1, 1, 3, 0, 0]);
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
    expect(rowsOf(deep, folded(8))).toHaveLength(9);
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
