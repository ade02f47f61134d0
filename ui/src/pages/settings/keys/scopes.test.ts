import { describe, expect, it } from 'vitest';
import { defaultPreset, lacking, presetOf, presetOffers, SCOPE_WORDS, SCOPES, scopeOffers } from './scopes';

const possible = <T>(offers: readonly { value: T; refused: string | null }[]) =>
  offers.filter((offer) => offer.refused === null).map((offer) => offer.value);

describe('what a creator can hand on', () => {
  it('is everything for who holds everything', () => {
    expect(possible(scopeOffers(SCOPES))).toEqual(SCOPES);
    expect(possible(presetOffers(SCOPES))).toEqual(['write', 'read', 'ingest', 'custom']);
    expect(defaultPreset(SCOPES)).toBe('write');
  });

  it('is no more than is held', () => {
    const held = ['otel:write', 'keys:create'];
    expect(possible(scopeOffers(held))).toEqual(held);
    expect(possible(presetOffers(held))).toEqual(['ingest', 'custom']);
    expect(defaultPreset(held)).toBe('ingest');
  });

  it('is told with what is missing', () => {
    const write = presetOffers(['keys:create']).find((offer) => offer.value === 'write');
    expect(write?.refused).toBe('You do not hold otel:write and gateway:invoke.');
    expect(lacking(['traces:read'], ['traces:read'])).toBeNull();
  });

  it('is custom where no preset fits', () => {
    expect(defaultPreset(['keys:create'])).toBe('custom');
  });
});

describe('the preset of a key', () => {
  it.each([
    [['gateway:invoke', 'otel:write'], 'write'],
    [['traces:read'], 'read'],
    [['otel:write'], 'ingest'],
    [['otel:write', 'traces:read'], 'custom'],
    [[], 'custom'],
  ])('%j', (scopes, preset) => {
    expect(presetOf(scopes)).toBe(preset);
  });
});

it('has words for every scope', () => {
  expect(Object.keys(SCOPE_WORDS)).toEqual(SCOPES);
});
