import { describe, expect, it } from 'vitest';
import { tracesSearch } from '@/pages/traces/search';
import { parseSearch, stringifySearch } from './search';

describe('search parameters', () => {
  it('are written as the API takes them, and read back', () => {
    const view = {
      status: 'error',
      model: ['gpt-4o', 'claude & co'],
      minCost: 0.5,
      toolCalls: 'with',
      q: 'a=b',
    };
    const text = stringifySearch(view);
    expect(text).toBe('?status=error&model=gpt-4o&model=claude+%26+co&minCost=0.5&toolCalls=with&q=a%3Db');
    expect(tracesSearch(parseSearch(text))).toEqual(view);
  });

  it('leave out what says nothing', () => {
    expect(stringifySearch({ q: '', model: [], session: undefined, user: null })).toBe('');
  });

  it('take one value where many may come, and the first where one may', () => {
    expect(tracesSearch(parseSearch('?model=a&q=x&q=y'))).toEqual({ model: ['a'], q: 'x' });
    expect(tracesSearch(parseSearch('?model=a&model=a&model=b'))).toEqual({ model: ['a', 'b'] });
  });

  it('drop what is unknown or wrong instead of failing', () => {
    const text =
      '?status=broken&minTokens=many&maxTokens=-1&minCost=&toolCalls=perhaps&__proto__=x&else=1&live=true';
    expect(tracesSearch(parseSearch(text))).toEqual({ live: true });
  });

  it('keep texts that look like numbers or JSON', () => {
    expect(tracesSearch(parseSearch('?session=123&q=%22true%22'))).toEqual({ session: ['123'], q: '"true"' });
  });
});
