import { describe, expect, it } from 'vitest';
import { CYCLE, ORPHAN } from './columns';
import { anySpans, idOf, spansOf } from './fixtures';
import { treeOf } from './tree';

function orderOf(parents: readonly (number | null)[]): number[] {
  return [...treeOf(spansOf(parents)).order];
}

describe('the tree of a trace', () => {
  it('puts what is under a span right after it, siblings by start', () => {
    expect(orderOf([null, 0, 0, 1, 2, 1])).toEqual([0, 1, 3, 5, 2, 4]);
  });

  it('takes a child that came before its parent', () => {
    expect(orderOf([2, 2, null])).toEqual([2, 0, 1]);
  });

  it('takes a span whose parent is not there for a root', () => {
    const tree = treeOf(spansOf([null, 99, 1]));
    expect([...tree.order]).toEqual([0, 1, 2]);
    expect([...tree.odd]).toEqual([0, ORPHAN, 0]);
    expect([...tree.parent]).toEqual([-1, -1, 1]);
  });

  it('opens a ring at its earliest span', () => {
    const tree = treeOf(spansOf([null, 3, 1, 2, 3]));
    expect([...tree.order]).toEqual([0, 1, 2, 3, 4]);
    expect([...tree.odd]).toEqual([0, CYCLE, 0, 0, 0]);
  });

  it('takes a span that is its own parent for a root', () => {
    const tree = treeOf(spansOf([0, 0]));
    expect([...tree.order]).toEqual([0, 1]);
    expect(tree.odd[0]).toBe(CYCLE);
  });

  it('shows two spans with the same id, the children under the first', () => {
    const spans = spansOf([null, null, 0]);
    const twins = spans.map((one, at) => (at === 1 ? { ...one, spanId: idOf(0) } : one));
    expect([...treeOf(twins).order]).toEqual([0, 2, 1]);
  });

  it('is empty for no spans', () => {
    expect([...treeOf([]).order]).toEqual([]);
  });

  it('has every span once, after its parent, and each subtree in one piece, whatever parents are named', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const spans = anySpans(1 + seed * 3, seed);
      const { order, parent } = treeOf(spans);
      expect([...order].sort((a, b) => a - b)).toEqual(spans.map((_, index) => index));
      const open: number[] = [];
      for (const index of order) {
        const above = parent[index] as number;
        while (open.length > 0 && open.at(-1) !== above) open.pop();
        expect(open.at(-1) ?? -1).toBe(above);
        open.push(index);
      }
    }
  });
});
