import { describe, expect, it } from 'vitest';
import type { Json } from '@/json/exact';
import { typeOf } from './attributes';
import { filterBy } from './filters';

const NOW = Date.parse('2026-03-25T18:00:00Z');
const by = (key: string, value: Json, start = '2026-03-25T17:30:00Z') =>
  filterBy({ key, value, type: typeOf(value) }, start, NOW);

describe('filtering by an attribute', () => {
  it('uses the filter that knows it', () => {
    expect(by('gen_ai.provider.name', 'openai')).toEqual({ provider: ['openai'] });
    expect(by('gen_ai.response.model', 'gpt-4o')).toEqual({ model: ['gpt-4o'] });
    expect(by('service.name', 'shop')).toEqual({ service: ['shop'] });
    expect(by('deployment.environment.name', 'production')).toEqual({ environment: ['production'] });
    expect(by('session.id', 'a/b?#%2F')).toEqual({ session: ['a/b?#%2F'] });
    expect(by('user.id', 'ada')).toEqual({ user: ['ada'] });
  });

  it('compares the text of all others', () => {
    expect(by('pipeline.stage', 'a=b')).toEqual({ attribute: ['pipeline.stage=a=b'] });
    expect(by('document.count', 10)).toEqual({ attribute: ['document.count=10'] });
    expect(by('id', 9007199254740993n)).toEqual({ attribute: ['id=9007199254740993'] });
    expect(by('list', ['stop'])).toEqual({ attribute: ['list=["stop"]'] });
    expect(by('user.id', 7)).toEqual({ attribute: ['user.id=7'] });
  });

  it('is not offered where it cannot find the span', () => {
    expect(by('a=b', 'x')).toBeNull();
    expect(by('long', 'x'.repeat(200_000))).toBeNull();
    expect(by('nothing', null)).toBeNull();
    expect(by('empty', '')).toBeNull();
  });

  it('reaches back to the span', () => {
    expect(by('user.id', 'ada', '2026-03-25T02:00:00Z')).toEqual({ window: '24h', user: ['ada'] });
    expect(by('user.id', 'ada', '2026-03-20T02:00:00Z')).toEqual({ window: '7d', user: ['ada'] });
    expect(by('user.id', 'ada', '2026-03-01T02:00:00Z')).toEqual({ window: '30d', user: ['ada'] });
    expect(by('user.id', 'ada', '2025-01-01T00:00:00Z')).toEqual({ window: '60d', user: ['ada'] });
    expect(by('user.id', 'ada', 'soon')).toEqual({ user: ['ada'] });
  });
});
