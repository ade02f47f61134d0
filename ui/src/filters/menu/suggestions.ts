/** What the menu of filters offers for what was typed: fields, values that are there, and the text itself. */

import type { Facets } from '@/api/overview';
import { formatCompact } from '@/lib/format';
import {
  CHOICES,
  type ChoiceField,
  FIELD_LABELS,
  FIELDS,
  type FilterField,
  type Filters,
  NAME_FIELDS,
  type NameField,
} from '../fields';
import { withAttribute } from './editor';
import type { Choice } from './option-list';
import { facetsOf } from './values';

const MOST_VALUES = 8;

export interface Suggestion extends Choice {
  /** The field to choose for, or the filters as they are then. */
  leadsTo: FilterField | Filters;
}

export function suggestionsFor(text: string, filters: Filters, facets: Facets | undefined): Suggestion[] {
  const sought = text.trim().toLowerCase();
  const fields = FIELDS.filter((field) => FIELD_LABELS[field].toLowerCase().includes(sought)).map(
    (field): Suggestion => ({
      id: `field ${field}`,
      group: 'Filter by',
      label: FIELD_LABELS[field],
      leads: true,
      leadsTo: field,
    }),
  );
  if (sought === '') return fields;
  return [
    ...fields,
    ...choices(sought, filters),
    ...values(sought, filters, facets),
    ...typed(text.trim(), filters),
  ];
}

function choices(sought: string, filters: Filters): Suggestion[] {
  return (Object.keys(CHOICES) as ChoiceField[]).flatMap((field) =>
    CHOICES[field]
      .filter(({ label }) => label.toLowerCase().includes(sought))
      .map(({ value, label }) => ({
        id: `${field} ${value}`,
        group: 'Traces',
        label,
        leadsTo: { ...filters, [field]: value },
      })),
  );
}

function values(sought: string, filters: Filters, facets: Facets | undefined): Suggestion[] {
  return NAME_FIELDS.flatMap((field) =>
    facetsOf(facets, field)
      .filter(({ value }) => value.toLowerCase().includes(sought) && !filters[field]?.includes(value))
      .slice(0, MOST_VALUES)
      .map(({ value, count }) => ({
        id: `${field} ${value}`,
        group: FIELD_LABELS[field],
        label: value,
        hint: formatCompact(count),
        leadsTo: withName(filters, field, value),
      })),
  );
}

function typed(text: string, filters: Filters): Suggestion[] {
  const group = 'As typed';
  const found: Suggestion[] = [
    { id: 'text', group, label: `Words: ${text}`, leadsTo: { ...filters, q: text } },
    { id: 'session', group, label: `Session is ${text}`, leadsTo: withName(filters, 'session', text) },
    { id: 'user', group, label: `User is ${text}`, leadsTo: withName(filters, 'user', text) },
  ];
  if (text.indexOf('=') > 0) {
    const attribute = text.replace(/\s*=\s*/, '=');
    const label = `Attribute ${attribute.replace('=', ' = ')}`;
    found.unshift({ id: 'attribute', group, label, leadsTo: withAttribute(filters, attribute) });
  }
  return found;
}

function withName(filters: Filters, field: NameField, value: string): Filters {
  return { ...filters, [field]: [...new Set([...(filters[field] ?? []), value])] };
}
