import { describe, expect, it } from 'vitest';
import { buildColumns } from './build';
import { span } from './fixtures';
import { countWithin, failedSpans, search, step } from './search';

const COLUMNS = buildColumns([
  span(0, null, { name: 'POST /answer', serviceName: 'web' }),
  span(1, 0, { name: 'retrieve', serviceName: 'search', status: 'error' }),
  span(2, 0, { name: 'chat gpt-4o', serviceName: 'bot', model: 'gpt-4o-2024', provider: 'openai' }),
  { ...span(3, 0, { name: 'rerank', serviceName: 'search', status: 'error' }), spanId: 'beef00000000cafe' },
]);

function found(query: string): number[] | null {
  const matches = search(COLUMNS, query);
  return matches && [...matches.spans];
}

describe('search in a trace', () => {
  it('finds parts of names, services, models and providers in any case', () => {
    expect(found('RE')).toEqual([1, 3]);
    expect(found('search')).toEqual([1, 3]);
    expect(found('4o-2024')).toEqual([2]);
    expect(found('OpenAI')).toEqual([2]);
    expect(found('nothing of the kind')).toEqual([]);
  });

  it('asks for every word, wherever it is', () => {
    expect(found('search rerank')).toEqual([3]);
    expect(found('  rerank   search ')).toEqual([3]);
  });

  it('finds the beginning of a span id, of four digits or more', () => {
    expect(found('beef')).toEqual([3]);
    expect(found('BEEF00000000CAFE')).toEqual([3]);
    expect(found('bee')).toEqual([]);
    expect(found('cafe')).toEqual([]);
  });

  it('takes no words for no search', () => {
    expect(found('')).toBeNull();
    expect(found('  ')).toBeNull();
  });

  it('steps on and back, and begins anew at the end', () => {
    const spans = Uint32Array.of(2, 5, 9);
    expect(step(spans, -1, true)).toBe(0);
    expect(step(spans, 2, true)).toBe(1);
    expect(step(spans, 3, true)).toBe(1);
    expect(step(spans, 9, true)).toBe(0);
    expect(step(spans, 9, false)).toBe(1);
    expect(step(spans, 2, false)).toBe(2);
    expect(step(spans, 6, false)).toBe(1);
    expect(step(new Uint32Array(), 0, true)).toBe(-1);
  });

  it('counts within a subtree', () => {
    const spans = Uint32Array.of(2, 5, 9);
    expect(countWithin(spans, 0, 10)).toBe(3);
    expect(countWithin(spans, 3, 9)).toBe(1);
    expect(countWithin(spans, 5, 5)).toBe(0);
  });

  it('finds the spans that failed', () => {
    expect([...failedSpans(COLUMNS)]).toEqual([1, 3]);
  });
});
