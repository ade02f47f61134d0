import { describe, expect, it } from 'vitest';
import { buildColumns } from './build';
import { columnsOf, idOf, MS, span } from './fixtures';
import { lookupOf } from './line';

describe('looking up spans around one', () => {
  it('tells what the outline says', () => {
    const lookup = lookupOf(
      buildColumns([span(0, null), span(1, 0, { status: 'error', model: 'm', cost: 0.5 }), span(2, 77)]),
    );
    expect(lookup.find(idOf(1))).toEqual({
      spanId: idOf(1),
      name: 'span 1',
      serviceName: 'shop',
      kind: 'internal',
      status: 'error',
      operation: '',
      provider: '',
      model: 'm',
      startOffsetNano: MS,
      durationNano: 10 * MS,
      firstTokenNano: null,
      inputTokens: null,
      outputTokens: null,
      cost: 0.5,
      parentSpanId: idOf(0),
      hasMissingParent: false,
      childCount: 0,
    });
    expect(lookup.find(idOf(2))).toMatchObject({ parentSpanId: null, hasMissingParent: true });
    expect(lookup.find(idOf(9))).toBeNull();
  });

  it('lists children, not what is under them', () => {
    const lookup = lookupOf(columnsOf([null, 0, 1, 0, 0]));
    expect(lookup.childrenOf(idOf(0), 9).map((line) => line.name)).toEqual(['span 1', 'span 3', 'span 4']);
    expect(lookup.childrenOf(idOf(0), 2)).toHaveLength(2);
    expect(lookup.childrenOf(idOf(2), 2)).toEqual([]);
    expect(lookup.childrenOf(idOf(9), 2)).toEqual([]);
  });
});
