import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Facet, type Facets, facetsQuery } from '@/api/overview';
import { formatCompact } from '@/lib/format';
import { FIELD_LABELS, type ListSearch, type NameField, without } from '../fields';
import { queryOf } from '../query';
import { type Choice, OptionList } from './option-list';

const PLURALS: Partial<Record<NameField, keyof Facets>> = {
  provider: 'providers',
  model: 'models',
  operation: 'operations',
  environment: 'environments',
  service: 'services',
};

/** The values that a field has in the traces that the other filters find. Sessions and users are too many to be told. */
export function useFacets(projectId: string, search: ListSearch, except?: NameField) {
  const asked = queryOf(except ? without(search, [except]) : search);
  return useQuery({ ...facetsQuery(projectId, asked), placeholderData: keepPreviousData });
}

export function facetsOf(facets: Facets | undefined, field: NameField): Facet[] {
  const plural = PLURALS[field];
  return plural ? (facets?.[plural] ?? []) : [];
}

interface ValuesProps {
  projectId: string;
  search: ListSearch;
  field: NameField;
  onChange: (values: string[]) => void;
  onBack?: () => void;
}

/** Any of a field's values, with how many traces have each; also one that is typed in. */
export function Values({ projectId, search, field, onChange, onBack }: ValuesProps) {
  const facets = useFacets(projectId, search, field);
  const [text, setText] = useState('');
  // Those that were chosen when the list was opened come first, and stay there.
  const [first] = useState(search[field] ?? []);
  const chosen = search[field] ?? [];
  const known = facetsOf(facets.data, field);
  const choices = choicesOf({ first, chosen, known, text });
  const told = PLURALS[field] !== undefined;
  return (
    <OptionList
      label={told ? `Search ${FIELD_LABELS[field].toLowerCase()}s` : `Type a ${field}`}
      text={text}
      onText={setText}
      choices={choices}
      multiple
      loading={facets.isPending}
      {...(onBack && { onBack })}
      onPick={(value) => {
        const others = chosen.filter((item) => item !== value);
        onChange(others.length < chosen.length ? others : [...chosen, value]);
        if (!known.some((facet) => facet.value === value)) setText('');
      }}
      none={none(facets.isError, facets.isPending, told, field)}
    />
  );
}

interface Known {
  first: readonly string[];
  chosen: readonly string[];
  known: readonly Facet[];
  text: string;
}

export function choicesOf({ first, chosen, known, text }: Known): Choice[] {
  const counts = new Map(known.map(({ value, count }) => [value, count]));
  const values = new Set([...first, ...chosen.filter((value) => !counts.has(value)), ...counts.keys()]);
  const sought = text.trim().toLowerCase();
  const found = [...values].filter((value) => value !== '' && value.toLowerCase().includes(sought));
  const choices = found.map((value): Choice => {
    const count = counts.get(value);
    return {
      id: value,
      label: value,
      checked: chosen.includes(value),
      ...(count !== undefined && { hint: formatCompact(count) }),
    };
  });
  const typed = text.trim();
  if (typed !== '' && !values.has(typed)) {
    choices.push({ id: typed, label: `“${typed}”`, spoken: typed, checked: false, hint: 'as typed' });
  }
  return choices;
}

function none(failed: boolean, pending: boolean, told: boolean, field: NameField): string {
  if (!told) return `The ${field} ids are not listed: type or paste one.`;
  if (failed) return 'The values could not be loaded. What you type can still be used.';
  return pending ? 'Loading …' : 'No trace here has one.';
}
