import { describe, expect, it } from 'vitest';
import { buildColumns } from './build';
import { anySpans, columnsOf, largeSpans, random, span } from './fixtures';
import { Rows } from './rows';

function shown(rows: Rows): number[] {
  return Array.from({ length: rows.count }, (_, row) => rows.at(row));
}

/** 0 ┬ 1 ┬ 2        places in the order of the tree
 *    │   └ 3
 *    └ 4 ─ 5        */
const PARENTS = [null, 0, 1, 1, 0, 4];

describe('rows', () => {
  it('are all spans at first', () => {
    const rows = new Rows(columnsOf(PARENTS));
    expect(shown(rows)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rows.at(6)).toBe(-1);
    expect(rows.at(-1)).toBe(-1);
  });

  it('leave out what is under a folded span', () => {
    const rows = new Rows(columnsOf(PARENTS));
    rows.fold(1, true);
    expect(shown(rows)).toEqual([0, 1, 4, 5]);
    expect(rows.of(4)).toBe(2);
    expect(rows.of(3)).toBe(-1);
    expect(rows.nearest(3)).toBe(1);
    expect(rows.foldedSpans()).toEqual([1]);
    rows.fold(0, true);
    expect(shown(rows)).toEqual([0]);
    expect(rows.nearest(3)).toBe(0);
    rows.fold(0, false);
    expect(shown(rows)).toEqual([0, 1, 4, 5]);
  });

  it('cannot fold a span without children', () => {
    const rows = new Rows(columnsOf(PARENTS));
    rows.fold(2, true);
    expect(rows.isFolded(2)).toBe(false);
    expect(rows.count).toBe(6);
  });

  it('fold to a depth, all, and none', () => {
    const rows = new Rows(columnsOf(PARENTS));
    rows.toDepth(1);
    expect(shown(rows)).toEqual([0, 1, 4]);
    rows.foldAll(true);
    expect(shown(rows)).toEqual([0]);
    rows.foldAll(false);
    expect(rows.count).toBe(6);
  });

  it('open all above a span that is to be seen', () => {
    const rows = new Rows(columnsOf(PARENTS));
    rows.foldAll(true);
    rows.reveal(3);
    expect(shown(rows)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.isFolded(4)).toBe(true);
  });

  it('show failures with what is above them', () => {
    const spans = PARENTS.map((parent, number) =>
      span(number, parent, { status: number === 3 ? 'error' : 'unset' }),
    );
    const rows = new Rows(buildColumns(spans));
    rows.showErrorsOnly(true);
    expect(shown(rows)).toEqual([0, 1, 3]);
    expect(rows.canFold(1)).toBe(true);
    expect(rows.canFold(3)).toBe(false);
    rows.reveal(5);
    expect(rows.errorsOnly).toBe(false);
    expect(rows.count).toBe(6);
  });

  it('are what one gets by asking each span whether anything above it is folded', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const columns = buildColumns(anySpans(seed * 4, seed));
      const rows = new Rows(columns);
      const next = random(seed);
      for (let turn = 0; turn < 12; turn++) {
        rows.fold(Math.floor(next() * columns.count), next() < 0.7);
        const expected: number[] = [];
        for (let at = 0; at < columns.count; at++) {
          let above = columns.parent[at] as number;
          while (above >= 0 && !rows.isFolded(above)) above = columns.parent[above] as number;
          if (above < 0) expected.push(at);
        }
        expect(shown(rows)).toEqual(expected);
        for (const [row, at] of expected.entries()) expect(rows.of(at)).toBe(row);
      }
    }
  });

  it('keep what was folded for a trace that grew', () => {
    const rows = new Rows(columnsOf(PARENTS));
    rows.foldThese([1, 2]);
    expect(shown(rows)).toEqual([0, 1, 4, 5]);
  });

  it('are many', () => {
    const rows = new Rows(buildColumns(largeSpans(100_000)));
    rows.toDepth(2);
    expect(rows.count).toBe(1 + 20 + 400);
    rows.reveal(99_999);
    expect(rows.at(rows.of(99_999))).toBe(99_999);
  });
});
