/** What the signed-in actor may not do, in words. */

import type { BrowserSession } from '@/api/session';

export type Scope = BrowserSession['scopes'][number];

/** Why something that needs these scopes cannot be done; null when it can. */
export function missing(
  session: Pick<BrowserSession, 'scopes' | 'actor'>,
  ...needed: Scope[]
): string | null {
  const lacking = needed.filter((scope) => !session.scopes.includes(scope));
  if (lacking.length === 0) return null;
  const scopes = lacking.length === 1 ? 'scope' : 'scopes';
  return `${session.actor.name} does not hold the ${scopes} ${lacking.join(', ')}.`;
}
