import { describe, expect, it } from 'vitest';
import { dateFault, dateOf, defaultExpiry, expiryOf, expiryOffers } from './expiry';

const DAY = 86_400_000;
const NOW = new Date(2027, 2, 25, 12, 0, 0).getTime();
const inDays = (days: number) => new Date(NOW + days * DAY).toISOString();

function possible(own: string | null): string[] {
  return expiryOffers(own, NOW)
    .filter((offer) => offer.refused === null)
    .map((offer) => offer.choice);
}

describe('what can be given', () => {
  it('is everything where the own key never ends', () => {
    expect(possible(null)).toEqual(['30', '90', '365', 'custom', 'never']);
  });

  it('is nothing that outlives the own key', () => {
    expect(possible(inDays(100))).toEqual(['30', '90', 'own', 'custom']);
    expect(possible(inDays(10))).toEqual(['own', 'custom']);
  });

  it('tells why not', () => {
    const never = expiryOffers(inDays(100), NOW).find((offer) => offer.choice === 'never');
    expect(never?.refused).toBe('It would outlive your own key.');
  });

  it('takes a key that ends on the day exactly', () => {
    expect(possible(inDays(30))).toContain('30');
  });

  it('begins with 90 days, or as long as can be', () => {
    expect(defaultExpiry(expiryOffers(null, NOW))).toBe('90');
    expect(defaultExpiry(expiryOffers(inDays(10), NOW))).toBe('own');
  });
});

describe('a date', () => {
  it.each([
    ['', 'Choose a date.'],
    ['nonsense', 'Choose a date.'],
    ['2027-03-24', 'Choose a date to come.'],
    ['2027-03-25', null],
    ['2127-03-25', 'Choose a date within a hundred years.'],
  ])('%s', (date, fault) => {
    expect(dateFault(date, null, NOW)).toBe(fault);
  });

  it('is not after the own key', () => {
    const own = new Date(2027, 3, 1, 9, 0, 0).toISOString();
    expect(dateFault('2027-04-01', own, NOW)).toBeNull();
    expect(dateFault('2027-04-02', own, NOW)).toBe('It would outlive your own key.');
  });

  it('is written as date fields write it', () => {
    expect(dateOf(new Date(2027, 0, 2, 23, 59).getTime())).toBe('2027-01-02');
  });
});

describe('what is sent', () => {
  it('is days, an exact time, or nothing', () => {
    expect(expiryOf('365', '', null)).toEqual({ expiresInDays: 365 });
    expect(expiryOf('never', '', null)).toEqual({});
    expect(expiryOf('own', '', inDays(10))).toEqual({ expiresAt: inDays(10) });
  });

  it('keeps a date to the end of its day', () => {
    const end = new Date(2027, 3, 1, 23, 59, 59).toISOString();
    expect(expiryOf('custom', '2027-04-01', null)).toEqual({ expiresAt: end });
  });

  it("ends with the own key on that one's last day", () => {
    const own = new Date(2027, 3, 1, 9, 0, 0).toISOString();
    expect(expiryOf('custom', '2027-04-01', own)).toEqual({ expiresAt: own });
  });
});
