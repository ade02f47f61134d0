/** The form of a project: what is wrong with it, and what of it is sent. */

import type { Project } from '@/api/projects';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Capture = Schemas['Capture'];
type Changes = Schemas['UpdateProject'];

export const MAX_DAYS = 18_250;
const MAX_NAME = 100;

export interface ProjectForm {
  name: string;
  /** `default` is no wish of the project's own. */
  capture: Capture | 'default';
  /** Whether it has a retention of its own. */
  ownRetention: boolean;
  days: string;
}

export function formOf(project: Project): ProjectForm {
  return {
    name: project.name,
    capture: project.capture ?? 'default',
    ownRetention: project.retentionDays !== null,
    days: project.retentionDays === null ? '' : String(project.retentionDays),
  };
}

export type Faults = Partial<Record<'name' | 'days', string>>;

export function faultsOf(form: ProjectForm): Faults {
  const faults: Faults = {};
  const name = nameFault(form.name);
  if (name !== null) faults.name = name;
  if (form.ownRetention && daysOf(form.days) === null) {
    faults.days = `A whole number of days, from 1 to ${MAX_DAYS.toLocaleString('en-US')}.`;
  }
  return faults;
}

export function nameFault(name: string): string | null {
  const text = name.trim();
  if (text === '') return 'Give it a name.';
  return text.length > MAX_NAME ? `A name has at most ${MAX_NAME} characters.` : null;
}

/** What is another than before; null when nothing is. */
export function changesOf(project: Project, form: ProjectForm): Changes | null {
  const name = form.name.trim();
  const capture = form.capture === 'default' ? null : form.capture;
  const retentionDays = form.ownRetention ? daysOf(form.days) : null;
  const changes: Changes = {
    ...(name === project.name ? {} : { name }),
    ...(capture === project.capture ? {} : { capture }),
    ...(retentionDays === project.retentionDays ? {} : { retentionDays }),
  };
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Whether spans that are there now would go with the change. */
export function shortens(before: number | null, after: number | null, usual: number | null): boolean {
  const was = before ?? usual;
  const will = after ?? usual;
  return was !== null && will !== null && will < was;
}

export function daysOf(text: string): number | null {
  const days = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return days >= 1 && days <= MAX_DAYS ? days : null;
}

export const CAPTURE_NAMES: Record<Capture | 'default', string> = {
  default: 'Default',
  full: 'Full',
  metadata: 'Metadata',
  none: 'None',
};

export const CAPTURE_WORDS: Record<Capture | 'default', string> = {
  default: 'No wish of its own: as much as the deployment and the request say.',
  full: 'Spans with messages, tools and error texts.',
  metadata: 'Spans without messages, tools and error texts: models, tokens, cost and times stay.',
  none: 'Nothing: calls are forwarded and counted, and no span is stored.',
};
