import { describe, expect, it } from 'vitest';
import { keyExport, snippetsOf, WAYS } from '.';

const ADDRESSES = {
  api: 'https://api.example.com',
  gateway: 'https://gateway.example.com',
  otlpHttp: 'https://collector.example.com',
  otlpGrpc: 'https://collector.example.com:443',
  projectId: 'proj_abc123',
};
const ALL = WAYS.flatMap((way) => snippetsOf(way, ADDRESSES));

describe('the snippets', () => {
  it.each(ALL.map((snippet) => [snippet.id, snippet] as const))('%s is filled in', (_, { code }) => {
    expect(code).toMatch(/example\.com/);
    expect(code).not.toMatch(/undefined|127\.0\.0\.1:4[05]|^\n|\n$/);
  });

  it('names the project wherever a key is used, so that a wider key works too', () => {
    for (const { code } of ALL.filter((snippet) => snippet.code.includes('TO11_API_KEY'))) {
      expect(code).toContain('proj_abc123');
    }
  });

  it('holds no key, only where it is looked for', () => {
    expect(ALL.some((snippet) => /to11_(live|test)_/.test(snippet.code))).toBe(false);
    expect(keyExport()).toBe('export TO11_API_KEY=to11_live_...');
    expect(keyExport('to11_test_abc')).toBe('export TO11_API_KEY=to11_test_abc');
  });

  it('has ids of its own', () => {
    expect(new Set(ALL.map((snippet) => snippet.id)).size).toBe(ALL.length);
  });
});
