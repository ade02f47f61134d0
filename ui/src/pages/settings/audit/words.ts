/** The audit log in words. */

import type { Action } from '@/api/audit';
import type { Tone } from '@/design';
import { isObject } from '@/json/exact';
import { ACTION_NAMES } from './actions';

interface Words {
  title: string;
  tone: Tone;
}

const ACTIONS: Record<Action, Words> = {
  'access.denied': { title: 'Access denied', tone: 'error' },
  'key.created': { title: 'Key created', tone: 'ok' },
  'key.rotated': { title: 'Key rotated', tone: 'warn' },
  'key.revoked': { title: 'Key revoked', tone: 'error' },
  'key.used': { title: 'Key used', tone: 'neutral' },
  'token.exchanged': { title: 'Token exchanged', tone: 'neutral' },
  'session.created': { title: 'Signed in', tone: 'neutral' },
  'session.ended': { title: 'Signed out', tone: 'neutral' },
  'sign_in_link.created': { title: 'Sign-in link made', tone: 'neutral' },
  'project.created': { title: 'Project created', tone: 'ok' },
  'project.updated': { title: 'Project changed', tone: 'warn' },
  'workspace.created': { title: 'Workspace created', tone: 'ok' },
  'organization.created': { title: 'Organization created', tone: 'ok' },
  'signing_key.created': { title: 'Signing key created', tone: 'neutral' },
};

/** An action's name; one that is newer than this page is shown as it is. */
export function actionWords(action: string): Words {
  return isAction(action) ? ACTIONS[action] : { title: action, tone: 'neutral' };
}

type Details = Record<string, unknown>;

/** What matters of an entry's details in a few words; empty where there is nothing to say. */
export function summaryOf(details: Details): string {
  const parts: string[] = [];
  const { count, kind, door, reason, cause, scopes, graceSeconds, before } = details;
  if (typeof details.with === 'string') parts.push(`with a ${details.with}`);
  if (isObject(before))
    parts.push(...Object.entries(before).map(([name, was]) => changed(name, was, details[name])));
  if (typeof kind === 'string') parts.push(kind);
  if (typeof door === 'string') parts.push(`at the ${door}`);
  if (typeof reason === 'string') parts.push(typeof cause === 'string' ? `${reason} (${cause})` : reason);
  if (Array.isArray(scopes)) parts.push(scopes.join(', '));
  if (typeof graceSeconds === 'number')
    parts.push(graceSeconds === 0 ? 'no grace' : `grace ${graceSeconds / 3_600} h`);
  if (typeof count === 'number' && count > 1) parts.push(`${count} times`);
  return parts.join(' · ');
}

const CHANGED: Record<string, string> = { name: 'name', capture: 'capture', retentionDays: 'kept for days' };

function changed(name: string, was: unknown, is: unknown): string {
  const of = Object.hasOwn(CHANGED, name) ? CHANGED[name] : name;
  return `${of}: ${was ?? 'default'} → ${is ?? 'default'}`;
}

/** Details as names and texts, for who wants all of it. */
export function detailRows(details: Details): [name: string, text: string][] {
  return Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function isAction(action: string): action is Action {
  return (ACTION_NAMES as readonly string[]).includes(action);
}
