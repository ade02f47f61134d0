/** What roles and finish reasons are called. */

import { Bot, CircleHelp, type LucideIcon, ScrollText, User, Wrench } from 'lucide-react';
import type { Tone } from '@/design';

export interface RoleWords {
  label: string;
  icon: LucideIcon;
  /** Which class the message has; a role that nobody knows is `other`. */
  look: 'instructions' | 'user' | 'assistant' | 'tool' | 'other';
}

const ROLES: Record<string, RoleWords> = {
  system: { label: 'System', icon: ScrollText, look: 'instructions' },
  developer: { label: 'Developer', icon: ScrollText, look: 'instructions' },
  user: { label: 'User', icon: User, look: 'user' },
  human: { label: 'User', icon: User, look: 'user' },
  assistant: { label: 'Assistant', icon: Bot, look: 'assistant' },
  model: { label: 'Assistant', icon: Bot, look: 'assistant' },
  ai: { label: 'Assistant', icon: Bot, look: 'assistant' },
  tool: { label: 'Tool', icon: Wrench, look: 'tool' },
  function: { label: 'Tool', icon: Wrench, look: 'tool' },
};

export function roleWords(role: string): RoleWords {
  const known = role.toLowerCase();
  return (
    (Object.hasOwn(ROLES, known) ? ROLES[known] : undefined) ?? {
      label: role || 'No role',
      icon: CircleHelp,
      look: 'other',
    }
  );
}

export interface ReasonWords {
  label: string;
  tone: Tone;
  /** More of it, for the tooltip. */
  told: string;
}

const REASONS: Record<string, ReasonWords> = {
  length: { label: 'Cut at the limit', tone: 'warn', told: 'The answer reached the limit of tokens.' },
  content_filter: {
    label: 'Content filter',
    tone: 'warn',
    told: 'The provider held the answer back, or the model refused.',
  },
  error: { label: 'Broke off', tone: 'error', told: 'The answer broke off, or never came.' },
  tool_call: { label: 'Calls tools', tone: 'neutral', told: 'The model waits for what its tools give.' },
  pause_turn: {
    label: 'Paused',
    tone: 'neutral',
    told: 'The provider paused a long turn; the caller goes on with it.',
  },
  compaction: { label: 'Compacted', tone: 'neutral', told: 'The conversation was made shorter.' },
};

/** Null for an answer that ended as answers do. */
export function reasonWords(reason: string | null): ReasonWords | null {
  if (reason === null || reason === '' || reason.toLowerCase() === 'stop') return null;
  return (
    (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ?? {
      label: reason,
      tone: 'neutral',
      told: 'Why the answer ended, in the provider’s words.',
    }
  );
}
