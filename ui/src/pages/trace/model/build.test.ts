import { describe, expect, it } from 'vitest';
import { buildColumns, factsOf } from './build';
import { ancestorsOf, EARLY, ERROR, findSpan, numberAt, spanIdAt, textAt } from './columns';
import { anySpans, columnsOf, idOf, largeSpans, MS, span } from './fixtures';

describe('the columns of a trace', () => {
  it('measure the tree', () => {
    const columns = columnsOf([null, 0, 0, 1, 2, 1]);
    expect([...columns.depth]).toEqual([0, 1, 2, 2, 1, 2]);
    expect([...columns.end]).toEqual([6, 4, 3, 4, 6, 6]);
    expect([...columns.children]).toEqual([2, 2, 0, 0, 1, 0]);
    expect([...columns.position]).toEqual([1, 1, 1, 2, 2, 1]);
    expect([...columns.siblings]).toEqual([1, 2, 2, 2, 2, 1]);
    expect(ancestorsOf(columns, 3)).toEqual([1, 0]);
  });

  it('keep what the spans say, in the order of the tree', () => {
    const call = span(1, 0, {
      name: 'chat gpt-4o',
      serviceName: 'bot',
      operation: 'chat',
      provider: 'openai',
      model: 'gpt-4o',
      inputTokens: 12,
      outputTokens: 0,
      cost: 0.25,
      timeToFirstChunkSeconds: 0.004,
      toolCalls: 2,
      eventCount: 3,
      linkCount: 4,
      status: 'error',
    });
    const columns = buildColumns([span(0, null), call]);
    expect(spanIdAt(columns, 1)).toBe(idOf(1));
    expect(textAt(columns, columns.name, 1)).toBe('chat gpt-4o');
    expect(textAt(columns, columns.service, 1)).toBe('bot');
    expect(textAt(columns, columns.model, 0)).toBe('');
    expect(numberAt(columns.inputTokens, 1)).toBe(12);
    expect(numberAt(columns.outputTokens, 1)).toBe(0);
    expect(numberAt(columns.outputTokens, 0)).toBeNull();
    expect(numberAt(columns.cost, 1)).toBe(0.25);
    expect(numberAt(columns.firstToken, 1)).toBeCloseTo(4 * MS);
    expect([columns.toolCalls[1], columns.events[1], columns.links[1]]).toEqual([2, 3, 4]);
    expect(columns.status[1]).toBe(ERROR);
  });

  it('count failures under each span', () => {
    const spans = [
      span(0, null),
      span(1, 0),
      span(2, 1, { status: 'error' }),
      span(3, 1, { status: 'error' }),
      span(4, 0),
    ];
    expect([...buildColumns(spans).errors]).toEqual([2, 2, 1, 1, 0]);
  });

  it('find a span by its id, also among large ones', () => {
    const ids = [
      'ffffffffffffffff',
      '00000000ffffffff',
      'ffffffff00000000',
      '8000000000000000',
      '0000000000000001',
    ];
    const columns = buildColumns(ids.map((spanId, number) => ({ ...span(number, null), spanId })));
    for (const id of ids) expect(spanIdAt(columns, findSpan(columns, id))).toBe(id);
    expect(findSpan(columns, 'FFFFFFFF00000000')).toBe(2);
    expect(findSpan(columns, '0000000000000002')).toBe(-1);
    expect(findSpan(columns, '1')).toBe(-1);
    expect(findSpan(columns, 'not a span id at')).toBe(-1);
  });

  it('put spans that came in another order by start', () => {
    const columns = buildColumns([span(2, 0), span(0, null), span(1, 0)]);
    expect([0, 1, 2].map((at) => spanIdAt(columns, at))).toEqual([0, 1, 2].map(idOf));
  });

  it('tell a child that starts before its parent', () => {
    const columns = buildColumns([
      span(1, 0, { startOffsetNano: 0 }),
      span(0, null, { startOffsetNano: 5 * MS }),
      span(2, 0, { startOffsetNano: 5 * MS - 10 }),
    ]);
    expect(findSpan(columns, idOf(1))).toBe(1);
    expect([0, 1, 2].map((at) => (columns.odd[at] ?? 0) & EARLY)).toEqual([0, EARLY, 0]);
    expect(factsOf(columns)).toMatchObject({ from: 0, to: 15 * MS, early: 1, roots: 1 });
  });

  it('sum up what all spans say', () => {
    const columns = buildColumns([
      span(0, null, { startOffsetNano: -5 * MS, serviceName: 'a' }),
      span(1, 0, { serviceName: 'b', inputTokens: 1 }),
      span(2, 77, { serviceName: 'b', durationNano: 90 * MS }),
    ]);
    expect(factsOf(columns)).toEqual({
      from: -5 * MS,
      to: 92 * MS,
      roots: 2,
      orphans: 1,
      cycles: 0,
      early: 0,
      maxDepth: 1,
      hasTokens: true,
      hasCost: false,
      services: [
        { name: 'b', count: 2 },
        { name: 'a', count: 1 },
      ],
    });
  });

  it('hold for any parents: subtrees are ranges, and each knows its place', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const columns = buildColumns(anySpans(5 * seed, seed));
      for (let at = 0; at < columns.count; at++) {
        const parent = columns.parent[at] as number;
        expect(parent).toBeLessThan(at);
        if (parent < 0) continue;
        expect(columns.end[parent]).toBeGreaterThanOrEqual(columns.end[at] as number);
        expect(columns.depth[at]).toBe((columns.depth[parent] as number) + 1);
        expect(columns.position[at]).toBeLessThanOrEqual(columns.siblings[at] as number);
      }
      const roots = [...columns.parent].filter((parent) => parent < 0).length;
      expect(factsOf(columns).roots).toBe(roots);
    }
  });

  it('are made of a hundred thousand spans, and of a chain as deep', () => {
    const wide = buildColumns(largeSpans(100_000));
    expect(wide.end[0]).toBe(100_000);
    expect(wide.errors[0]).toBe(101);
    expect(wide.texts).toHaveLength(20);
    const chain = columnsOf(
      Array.from({ length: 100_000 }, (_, number) => (number === 0 ? null : number - 1)),
    );
    expect(chain.depth[99_999]).toBe(99_999);
    expect(ancestorsOf(chain, 99_999)).toHaveLength(99_999);
  });
});
