/** Whether a key works, and for how long yet. */

import type { components } from '@/api/schema';
import type { Tone } from '@/design';
import { toMillis } from '@/lib/format';

export type Key = components['schemas']['Key'];
export type KeyState = 'active' | 'expiring' | 'expired' | 'revoked';

/** A key that ends within this time is told as ending soon. */
export const SOON_MS = 7 * 86_400_000;

export function keyState(key: Pick<Key, 'expiresAt' | 'revokedAt'>, now: number): KeyState {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt === null) return 'active';
  const left = toMillis(key.expiresAt) - now;
  if (left <= 0) return 'expired';
  return left <= SOON_MS ? 'expiring' : 'active';
}

/** Whether it is still accepted. Only such a key can be rotated or revoked. */
export function isLive(key: Pick<Key, 'expiresAt' | 'revokedAt'>, now: number): boolean {
  const state = keyState(key, now);
  return state === 'active' || state === 'expiring';
}

export const STATE_NAMES: Record<KeyState, string> = {
  active: 'Active',
  expiring: 'Expires soon',
  expired: 'Expired',
  revoked: 'Revoked',
};

export const STATE_TONES: Record<KeyState, Tone> = {
  active: 'ok',
  expiring: 'warn',
  expired: 'neutral',
  revoked: 'error',
};
