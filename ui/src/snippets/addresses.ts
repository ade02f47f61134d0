/** What snippets are filled in with. */

import type { components } from '@/api/schema';

export type Endpoints = components['schemas']['Endpoints'];

export interface Addresses extends Endpoints {
  projectId: string;
}

export type Syntax = 'python' | 'javascript' | 'shell' | 'yaml';

/** Lines to copy. `title` says what they are for, `note` what to know before they are used. */
export interface Snippet {
  id: string;
  title: string;
  note?: string;
  syntax: Syntax;
  code: string;
}

/** Without the line breaks that a template literal begins and ends with. */
export function trimmed(code: string): string {
  return code.replace(/^\n|\n\s*$/g, '');
}
