import { describe, expect, it } from 'vitest';
import type { Trace } from '@/api/traces';
import {
  idsOf,
  insert,
  newestFirst,
  restart,
  rowsOf,
  type TracePages,
  trim,
  unknownOf,
  update,
} from './merge';

function trace(traceId: string, second: string, spanCount = 1): Trace {
  return {
    traceId,
    name: 'chat',
    status: 'ok',
    startTime: `2026-03-25T12:00:${second}Z`,
    durationNano: 5,
    serviceName: 'app',
    spanCount,
    errorCount: 0,
    services: [],
    providers: [],
    models: [],
    operations: [],
    environments: [],
    sessions: [],
    users: [],
    toolCalls: 0,
    inputTokens: null,
    outputTokens: null,
    cost: null,
  };
}

function pages(...lists: Trace[][]): TracePages {
  return {
    pages: lists.map((items, index) => ({
      items,
      pagination: { nextCursor: index < lists.length - 1 ? `after-${index}` : null, limit: 2 },
    })),
    pageParams: lists.map((_, index) => (index === 0 ? null : `after-${index - 1}`)),
  };
}

const LIST = pages([trace('d', '40'), trace('c', '30')], [trace('b', '20'), trace('a', '10')]);
const ids = (list: TracePages) => rowsOf(list).map((row) => row.traceId);

describe('the pages of a list', () => {
  it('show each trace once, though it moved to a later page meanwhile', () => {
    expect(ids(pages([trace('b', '40'), trace('a', '30')], [trace('a', '20'), trace('c', '10')]))).toEqual([
      'b',
      'a',
      'c',
    ]);
  });

  it('know what they hold', () => {
    expect(idsOf(LIST)).toEqual(new Set(['a', 'b', 'c', 'd']));
    expect(unknownOf(LIST, [trace('e', '50'), trace('b', '20')]).map((row) => row.traceId)).toEqual(['e']);
    expect(rowsOf(undefined)).toEqual([]);
  });
});

describe('what came since', () => {
  it('changes rows in place and adds none', () => {
    const updated = update(LIST, [trace('b', '20', 9), trace('x', '99')]);
    expect(ids(updated)).toEqual(['d', 'c', 'b', 'a']);
    expect(rowsOf(updated)[2]?.spanCount).toBe(9);
    expect(updated.pages[0]).toBe(LIST.pages[0]);
  });

  it('leaves the very same pages where nothing is new', () => {
    expect(update(LIST, [trace('b', '20')])).toBe(LIST);
    expect(insert(LIST, [trace('d', '40')])).toBe(LIST);
  });

  it('is put in its place, also below the newest', () => {
    const list = insert(LIST, [trace('f', '50'), trace('e', '35'), trace('d', '40', 3)]);
    expect(ids(list)).toEqual(['f', 'd', 'e', 'c', 'b', 'a']);
    expect(rowsOf(list)[1]?.spanCount).toBe(3);
    expect(list.pages[1]).toBe(LIST.pages[1]);
  });

  it('begins the list anew where too much came', () => {
    const list = restart({ traces: [trace('z', '59')], nextCursor: 'on', reaches: false }, 100);
    expect(ids(list)).toEqual(['z']);
    expect(list.pages[0]?.pagination.nextCursor).toBe('on');
  });
});

describe('too many rows', () => {
  it('are left off by whole pages, to be loaded again from there', () => {
    const list = trim(LIST, 3);
    expect(ids(list)).toEqual(['d', 'c']);
    expect(list.pageParams).toEqual([null]);
    expect(list.pages.at(-1)?.pagination.nextCursor).toBe('after-0');
    expect(trim(LIST, 4)).toBe(LIST);
    expect(ids(trim(LIST, 1))).toEqual(['d', 'c']);
  });
});

describe('the order', () => {
  it('is newest first, whatever the number of digits, then by id', () => {
    const rows = [trace('a', '10'), trace('b', '10.5'), trace('c', '10.123456789'), trace('d', '10')];
    expect(rows.sort(newestFirst).map((row) => row.traceId)).toEqual(['b', 'c', 'd', 'a']);
  });
});
