/** Filters in words: `model is gpt-4o or o3`, `takes at least 2 s`. */

import {
  type FilterField,
  type Filters,
  keysOf,
  NAME_FIELDS,
  RANGE_FIELDS,
  type RangeField,
  without,
} from './fields';
import { showAmount } from './ranges';

export interface Chip {
  field: FilterField;
  /** What comes before the values. */
  words: string;
  /** The values, to be set apart from the words. */
  values: string[];
  /** For attributes, of which there may be several: which one. */
  index?: number;
}

const RANGE_WORDS: Record<RangeField, string> = { DurationMs: 'takes', Tokens: 'tokens are', Cost: 'costs' };

/** The chips of all filters but the free text, which has a field of its own; always in the same order. */
export function chipsOf(filters: Filters): Chip[] {
  const chips: Chip[] = [];
  if (filters.status) {
    chips.push({
      field: 'status',
      words: filters.status === 'error' ? 'with' : 'without',
      values: ['errors'],
    });
  }
  for (const field of NAME_FIELDS) {
    const values = filters[field];
    if (values) chips.push({ field, words: `${field} is`, values });
  }
  if (filters.toolCalls) chips.push({ field: 'toolCalls', words: filters.toolCalls, values: ['tool calls'] });
  for (const field of RANGE_FIELDS) {
    const chip = rangeChip(field, filters[`min${field}`], filters[`max${field}`]);
    if (chip) chips.push(chip);
  }
  for (const [index, attribute] of (filters.attribute ?? []).entries()) {
    const [key, value] = splitAttribute(attribute);
    chips.push({ field: 'attribute', words: `${key} =`, values: [value === '' ? '""' : value], index });
  }
  return chips;
}

function rangeChip(field: RangeField, min: number | undefined, max: number | undefined): Chip | null {
  const words = RANGE_WORDS[field];
  if (min !== undefined && max !== undefined) {
    return {
      field,
      words: `${words} between`,
      values: [`${showAmount(field, min)} and ${showAmount(field, max)}`],
    };
  }
  if (min !== undefined) return { field, words: `${words} at least`, values: [showAmount(field, min)] };
  if (max !== undefined) return { field, words: `${words} at most`, values: [showAmount(field, max)] };
  return null;
}

/** The whole chip as one text, for a name or a title. */
export function spellChip(chip: Chip): string {
  return `${chip.words} ${chip.values.join(' or ')}`;
}

/** At the first `=`, as the API does it. */
export function splitAttribute(attribute: string): [key: string, value: string] {
  const at = attribute.indexOf('=');
  return at < 0 ? [attribute, ''] : [attribute.slice(0, at), attribute.slice(at + 1)];
}

/** The same filters without what a chip stands for. */
export function withoutChip<T extends Filters>(filters: T, chip: Pick<Chip, 'field' | 'index'>): T {
  if (chip.field === 'attribute' && chip.index !== undefined) {
    const left = (filters.attribute ?? []).filter((_, index) => index !== chip.index);
    return left.length > 0 ? { ...filters, attribute: left } : (without(filters, ['attribute']) as T);
  }
  return without(filters, keysOf(chip.field)) as T;
}
