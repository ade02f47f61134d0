/** The form of a new key: what it holds, what is wrong with it, and what is sent. */

import type { CreateKey } from '@/api/keys';
import { dateFault, type ExpiryChoice, expiryOf } from './expiry';
import { targetOf } from './reach';
import type { Preset, Scope } from './scopes';

export interface KeyForm {
  name: string;
  environment: CreateKey['environment'] & string;
  /** `project:proj_…`. */
  reach: string;
  preset: Preset;
  scopes: readonly Scope[];
  expiry: ExpiryChoice;
  /** For the expiry on a date. */
  date: string;
}

export type Faults = Partial<Record<'name' | 'scopes' | 'date', string>>;

const MAX_NAME = 100;

/** What is wrong, by field. `own` is the end of the creator's own key. */
export function faultsOf(form: KeyForm, own: string | null, now: number): Faults {
  const faults: Faults = {};
  const name = form.name.trim();
  if (name === '') faults.name = 'Give it a name, as that of the application that uses it.';
  if (name.length > MAX_NAME) faults.name = `A name has at most ${MAX_NAME} characters.`;
  if (form.preset === 'custom' && form.scopes.length === 0) faults.scopes = 'Choose at least one.';
  const date = form.expiry === 'custom' ? dateFault(form.date, own, now) : null;
  if (date !== null) faults.date = date;
  return faults;
}

export function wantedKey(form: KeyForm, own: string | null): CreateKey {
  return {
    name: form.name.trim(),
    environment: form.environment,
    ...targetOf(form.reach),
    preset: form.preset,
    ...(form.preset === 'custom' ? { scopes: [...form.scopes] } : {}),
    ...expiryOf(form.expiry, form.date, own),
  };
}

/** With or without a scope. */
export function toggled(scopes: readonly Scope[], scope: Scope, on: boolean): Scope[] {
  const others = scopes.filter((one) => one !== scope);
  return on ? [...others, scope] : others;
}
