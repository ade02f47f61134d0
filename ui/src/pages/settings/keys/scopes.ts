/** What a key may do, in words, and what of it the creator can hand on. */

import type { components } from '@/api/schema';

export type Scope = components['schemas']['Scope'];
export type Preset = components['schemas']['Preset'];

/** In the order in which the API lists them. */
export const SCOPES: readonly Scope[] = [
  'otel:write',
  'gateway:invoke',
  'traces:read',
  'keys:read',
  'keys:create',
  'keys:rotate',
  'keys:revoke',
  'projects:write',
  'audit:read',
];

export const SCOPE_WORDS: Record<Scope, string> = {
  'otel:write': 'Send spans to the collector.',
  'gateway:invoke': 'Call models through the gateway.',
  'traces:read': 'Read traces, sessions and figures, and sign in to the explorer.',
  'keys:read': 'List API keys, without their secrets.',
  'keys:create': 'Create keys that hold no more than this one.',
  'keys:rotate': 'Give keys that hold no more than this one a new secret.',
  'keys:revoke': 'End keys for good.',
  'projects:write': 'Create projects, rename them, and set what they keep.',
  'audit:read': 'Read the audit log.',
};

export const PRESETS: readonly Preset[] = ['write', 'read', 'ingest', 'custom'];

/** The scopes of each preset; `custom` brings none. */
export const PRESET_SCOPES: Record<Preset, readonly Scope[]> = {
  write: ['otel:write', 'gateway:invoke'],
  read: ['traces:read'],
  ingest: ['otel:write'],
  custom: [],
};

export const PRESET_NAMES: Record<Preset, string> = {
  write: 'Write',
  read: 'Read',
  ingest: 'Ingest',
  custom: 'Custom',
};

export const PRESET_WORDS: Record<Preset, string> = {
  write: 'For an application: sends spans and calls models through the gateway.',
  read: 'For people and dashboards: reads traces, and signs in to the explorer.',
  ingest: 'For an exporter or Collector: sends spans, nothing else.',
  custom: 'Choose single scopes.',
};

/** The preset whose scopes these are; `custom` for any others. */
export function presetOf(scopes: readonly string[]): Preset {
  const fits = (preset: Preset) =>
    PRESET_SCOPES[preset].length === scopes.length &&
    PRESET_SCOPES[preset].every((scope) => scopes.includes(scope));
  return PRESETS.find((preset) => preset !== 'custom' && fits(preset)) ?? 'custom';
}

export interface Offer<T> {
  value: T;
  /** Why it cannot be given, if it cannot. */
  refused: string | null;
}

/** A key can be given what its creator holds, no more. */
export function scopeOffers(held: readonly string[]): Offer<Scope>[] {
  return SCOPES.map((scope) => ({ value: scope, refused: lacking([scope], held) }));
}

export function presetOffers(held: readonly string[]): Offer<Preset>[] {
  return PRESETS.map((preset) => ({ value: preset, refused: lacking(PRESET_SCOPES[preset], held) }));
}

/** The first preset that can be given. */
export function defaultPreset(held: readonly string[]): Preset {
  return presetOffers(held).find((offer) => offer.refused === null)?.value ?? 'custom';
}

/** `You do not hold otel:write.`; null when nothing is missing. */
export function lacking(needed: readonly string[], held: readonly string[]): string | null {
  const missing = needed.filter((scope) => !held.includes(scope));
  return missing.length === 0 ? null : `You do not hold ${missing.join(' and ')}.`;
}
