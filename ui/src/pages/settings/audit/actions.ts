/** All actions that the audit log tells of and can be narrowed to, in the order in which they are offered. */

import type { Action } from '@/api/audit';

export const ACTION_NAMES = [
  'access.denied',
  'key.created',
  'key.rotated',
  'key.revoked',
  'key.used',
  'token.exchanged',
  'session.created',
  'session.ended',
  'sign_in_link.created',
  'project.created',
  'project.updated',
  'workspace.created',
  'organization.created',
  'signing_key.created',
] as const satisfies readonly Action[];
