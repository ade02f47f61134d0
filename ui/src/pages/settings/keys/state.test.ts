import { describe, expect, it } from 'vitest';
import { isLive, keyState, SOON_MS } from './state';

const NOW = Date.parse('2027-03-25T12:00:00Z');
const at = (offset: number) => new Date(NOW + offset).toISOString();

describe('the state of a key', () => {
  it.each([
    ['never expires', null, null, 'active'],
    ['expires long after now', at(SOON_MS + 1), null, 'active'],
    ['expires within a week', at(SOON_MS), null, 'expiring'],
    ['expires in a moment', at(1), null, 'expiring'],
    ['expires now', at(0), null, 'expired'],
    ['expired', at(-1), null, 'expired'],
    ['was revoked', null, at(-1), 'revoked'],
    ['was revoked, and would have expired since', at(-1), at(-2), 'revoked'],
  ] as const)('one that %s', (_, expiresAt, revokedAt, expected) => {
    expect(keyState({ expiresAt, revokedAt }, NOW)).toBe(expected);
    expect(isLive({ expiresAt, revokedAt }, NOW)).toBe(expected === 'active' || expected === 'expiring');
  });
});
