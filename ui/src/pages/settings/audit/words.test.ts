import { describe, expect, it } from 'vitest';
import { actionWords, detailRows, summaryOf } from './words';

describe('actions', () => {
  it('have names, and newer ones are shown as they are', () => {
    expect(actionWords('key.revoked')).toEqual({ title: 'Key revoked', tone: 'error' });
    expect(actionWords('toString')).toEqual({ title: 'toString', tone: 'neutral' });
  });
});

describe('details', () => {
  it.each([
    [{}, ''],
    [{ count: 1, since: '2027-03-25T12:00:00+00:00', kind: 'api' }, 'api'],
    [{ count: 12, kind: 'gateway' }, 'gateway · 12 times'],
    [
      { door: 'api', reason: 'INVALID_CREDENTIAL', cause: 'revoked', count: 3 },
      'at the api · INVALID_CREDENTIAL (revoked) · 3 times',
    ],
    [{ scopes: ['otel:write', 'traces:read'], scopeClass: 'project' }, 'otel:write, traces:read'],
    [{ graceSeconds: 0 }, 'no grace'],
    [{ graceSeconds: 86_400 }, 'grace 24 h'],
    [{ with: 'link', expiresAt: '2027-03-25T12:00:00+00:00' }, 'with a link'],
    [
      { name: 'new', retentionDays: null, before: { name: 'old', retentionDays: 7 } },
      'name: old → new · kept for days: 7 → default',
    ],
    [{ kind: 7, scopes: 'all', before: 'noon' }, ''],
  ])('%j', (details, summary) => {
    expect(summaryOf(details)).toBe(summary);
  });

  it('are told whole', () => {
    expect(detailRows({ reason: 'X', count: 2, scopes: ['a'] })).toEqual([
      ['reason', 'X'],
      ['count', '2'],
      ['scopes', '["a"]'],
    ]);
  });
});
