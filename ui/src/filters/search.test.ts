import { describe, expect, it } from 'vitest';
import { readSearch } from './search';

describe('the search parameters of a list', () => {
  it('reads every filter under the API’s name', () => {
    const raw = {
      window: '24h',
      live: 'true',
      status: 'error',
      provider: ['openai', 'anthropic', 'openai'],
      model: 'gpt-4o',
      session: '123',
      toolCalls: 'without',
      minTokens: '10',
      maxTokens: '1e3',
      minDurationMs: '0.5',
      maxCost: '0.01',
      q: ' refund policy ',
      attribute: ['http.route=/a=b', 'empty='],
    };
    expect(readSearch(raw)).toEqual({
      search: {
        window: '24h',
        live: true,
        status: 'error',
        provider: ['openai', 'anthropic'],
        model: ['gpt-4o'],
        session: ['123'],
        toolCalls: 'without',
        minTokens: 10,
        maxTokens: 1000,
        minDurationMs: 0.5,
        maxCost: 0.01,
        q: 'refund policy',
        attribute: ['http.route=/a=b', 'empty='],
      },
      dropped: [],
    });
  });

  it('reads what it wrote', () => {
    const { search } = readSearch({ from: '2026-03-25T17:30:00Z', minCost: '0.5', user: ['a', 'b'] });
    expect(readSearch({ ...search })).toEqual({ search, dropped: [] });
  });

  it.each([
    ['an unknown name', { colour: 'red' }, ['colour']],
    ['no window', { window: 'soon' }, ['window']],
    ['an empty window', { window: '0h' }, ['window']],
    ['no time', { from: 'yesterday' }, ['from']],
    ['a time before 1970', { from: '1969-12-31T00:00:00Z' }, ['from']],
    ['a day that is not', { to: '2026-13-45T00:00:00Z' }, ['to']],
    ['an unknown status', { status: 'odd' }, ['status']],
    ['no number', { minTokens: 'many' }, ['minTokens']],
    ['half a token', { minTokens: '1.5' }, ['minTokens']],
    ['less than nothing', { minCost: '-1' }, ['minCost']],
    ['more than the API takes', { maxDurationMs: '1e13' }, ['maxDurationMs']],
    ['nothing finite', { maxCost: '1e999' }, ['maxCost']],
    ['a range that holds nothing', { minTokens: '9', maxTokens: '1' }, ['minTokens', 'maxTokens']],
    ['an attribute without a value', { attribute: 'http.route' }, ['attribute']],
    ['an attribute without a key', { attribute: '=x' }, ['attribute']],
    ['an object', { provider: { a: 1 } }, ['provider']],
    ['too long a text', { q: 'x'.repeat(1001) }, ['q']],
    ['an end before the start', { from: '2026-03-25T17:30:00Z', to: '2026-03-25T17:00:00Z' }, ['from', 'to']],
  ])('drops %s and says so', (_, raw, dropped) => {
    expect(readSearch(raw)).toEqual({ search: {}, dropped });
  });

  it('keeps the good values of a list', () => {
    expect(readSearch({ attribute: ['a=b', 'c'], provider: ['x', ''] })).toEqual({
      search: { attribute: ['a=b'], provider: ['x'] },
      dropped: ['provider', 'attribute'],
    });
  });

  it('takes the first of what there is one of', () => {
    expect(readSearch({ status: ['ok', 'error'] })).toEqual({
      search: { status: 'ok' },
      dropped: ['status'],
    });
  });

  it('leaves the default window out', () => {
    expect(readSearch({ window: '8h' })).toEqual({ search: {}, dropped: [] });
  });

  it('prefers a start to a window', () => {
    expect(readSearch({ from: '2026-03-25T17:30:00Z', window: '1h' })).toEqual({
      search: { from: '2026-03-25T17:30:00Z' },
      dropped: ['window'],
    });
  });

  it('makes two moments of a window and its end', () => {
    expect(readSearch({ to: '2026-03-25T17:30:00Z', window: '1h' }).search).toEqual({
      from: '2026-03-25T16:30:00Z',
      to: '2026-03-25T17:30:00Z',
    });
  });

  it('has no tail where the range has ended', () => {
    expect(readSearch({ from: '2026-03-25T16:00:00Z', to: '2026-03-25T17:30:00Z', live: 'true' })).toEqual({
      search: { from: '2026-03-25T16:00:00Z', to: '2026-03-25T17:30:00Z' },
      dropped: ['live'],
    });
    expect(readSearch({ live: 'false' })).toEqual({ search: {}, dropped: ['live'] });
  });

  it('does not trip over names that objects have anyway', () => {
    const raw = JSON.parse('{"__proto__": "x", "constructor": "y", "toString": "z"}') as Record<
      string,
      unknown
    >;
    expect(readSearch(raw).search).toEqual({});
  });
});
