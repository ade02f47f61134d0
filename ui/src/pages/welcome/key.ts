/** The key with which the first trace is sent. */

import { type CreateKey, createKey } from '@/api/keys';

const DAYS = 90;

/** What is needed to make one: that scope, and those that the key is given. */
export const NEEDED = ['keys:create', 'otel:write', 'gateway:invoke'] as const;

export function firstKey(projectId: string): CreateKey {
  return {
    name: 'First trace',
    environment: 'live',
    scopeClass: 'project',
    projectId,
    preset: 'write',
    expiresInDays: DAYS,
  };
}

export async function makeFirstKey(projectId: string): Promise<string> {
  return (await createKey(firstKey(projectId))).secret;
}

/** A key as it may stand in a line of shell; null for anything else. */
export function readKey(text: string): string | null {
  const trimmed = text.trim();
  return /^to11_(live|test)_[0-9A-Za-z]{20,100}$/.test(trimmed) ? trimmed : null;
}
