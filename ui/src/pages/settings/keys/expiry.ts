/** When a new key is to end: the choices, which of them the creator can give, and what is sent. */

import type { components } from '@/api/schema';
import { toMillis } from '@/lib/format';

type CreateKey = components['schemas']['CreateKey'];
export type ExpiryChoice = '30' | '90' | '365' | 'never' | 'custom' | 'own';
export type Expiry = Pick<CreateKey, 'expiresInDays' | 'expiresAt'>;

const DAY_MS = 86_400_000;
/** The longest that the API takes, a hundred years. */
const MOST_DAYS = 36_500;

export interface ExpiryOffer {
  choice: ExpiryChoice;
  label: string;
  /** Why it cannot be chosen, if it cannot. */
  refused: string | null;
}

const OUTLIVES = 'It would outlive your own key.';

/**
 * All choices. `own` is the end of the creator's own key, null when that never ends: nothing can be given that lasts
 * longer.
 */
export function expiryOffers(own: string | null, now: number): ExpiryOffer[] {
  const offers: ExpiryOffer[] = (['30', '90', '365'] as const).map((days) => ({
    choice: days,
    label: `${days} days`,
    refused: own !== null && now + Number(days) * DAY_MS > toMillis(own) ? OUTLIVES : null,
  }));
  if (own !== null) offers.push({ choice: 'own', label: 'With your own key', refused: null });
  offers.push({ choice: 'custom', label: 'On a date', refused: null });
  offers.push({ choice: 'never', label: 'Never', refused: own === null ? null : OUTLIVES });
  return offers;
}

/** What is offered first: 90 days, or the longest that the creator can give. */
export function defaultExpiry(offers: readonly ExpiryOffer[]): ExpiryChoice {
  const possible = offers.filter((offer) => offer.refused === null).map((offer) => offer.choice);
  return possible.includes('90') ? '90' : possible.includes('own') ? 'own' : (possible[0] ?? 'custom');
}

/** What is wrong with a chosen date (`2027-03-25`, of the person's own calendar); null when nothing is. */
export function dateFault(date: string, own: string | null, now: number): string | null {
  const end = endOfDay(date);
  if (end === null) return 'Choose a date.';
  if (end <= now) return 'Choose a date to come.';
  if (end > now + MOST_DAYS * DAY_MS) return 'Choose a date within a hundred years.';
  return own !== null && startOfDay(date) > toMillis(own) ? OUTLIVES : null;
}

/** What is sent for a choice. A date is kept to its end, or to the end of the creator's own key on that day. */
export function expiryOf(choice: ExpiryChoice, date: string, own: string | null): Expiry {
  if (choice === 'never') return {};
  if (choice === 'own') return { expiresAt: own };
  if (choice !== 'custom') return { expiresInDays: Number(choice) };
  const end = endOfDay(date);
  if (end === null) return {};
  if (own !== null && end > toMillis(own)) return { expiresAt: own };
  return { expiresAt: new Date(end).toISOString() };
}

/** A day of the person's own calendar as date fields write it. */
export function dateOf(millis: number): string {
  const at = new Date(millis);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

function startOfDay(date: string): number {
  return new Date(`${date}T00:00:00`).getTime();
}

function endOfDay(date: string): number | null {
  const at = new Date(`${date}T23:59:59`).getTime();
  return Number.isNaN(at) ? null : at;
}
