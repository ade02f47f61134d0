/** What traces and sessions can be filtered by: the query API's own names, and the words that people read. */

/** Names that match any of their values. */
export const NAME_FIELDS = [
  'provider',
  'model',
  'operation',
  'environment',
  'service',
  'session',
  'user',
] as const;
export type NameField = (typeof NAME_FIELDS)[number];

/** What has a least and a most. */
export const RANGE_FIELDS = ['Tokens', 'DurationMs', 'Cost'] as const;
export type RangeField = (typeof RANGE_FIELDS)[number];
export type RangeKey = `min${RangeField}` | `max${RangeField}`;

export type ChoiceField = 'status' | 'toolCalls';
/** Everything that a chip can stand for. */
export type FilterField = ChoiceField | NameField | RangeField | 'attribute';

export type Status = 'ok' | 'error';
export type ToolCalls = 'with' | 'without';

export type Filters = { status?: Status; toolCalls?: ToolCalls; q?: string; attribute?: string[] } & {
  [field in NameField]?: string[];
} & { [key in RangeKey]?: number };

/** The times that are looked at: a window that ends now, or two moments; the second may be now too. */
export interface TimeRange {
  /** `10m`, `8h`, `60d`. */
  window?: string;
  /** RFC 3339. */
  from?: string;
  to?: string;
}

/** The search parameters of a list. What is left out is at its default. */
export interface ListSearch extends Filters, TimeRange {
  /** New traces are added as they come. */
  live?: true;
}

export const DEFAULT_WINDOW = '8h';

/** What the menu calls each, in its order. */
export const FIELD_LABELS: Record<FilterField, string> = {
  status: 'Status',
  provider: 'Provider',
  model: 'Model',
  operation: 'Operation',
  service: 'Service',
  environment: 'Environment',
  session: 'Session',
  user: 'User',
  toolCalls: 'Tool calls',
  DurationMs: 'Duration',
  Tokens: 'Tokens',
  Cost: 'Cost',
  attribute: 'Attribute',
};
export const FIELDS = Object.keys(FIELD_LABELS) as FilterField[];

export const CHOICES: Record<ChoiceField, readonly { value: string; label: string }[]> = {
  status: [
    { value: 'error', label: 'With errors' },
    { value: 'ok', label: 'Without errors' },
  ],
  toolCalls: [
    { value: 'with', label: 'With tool calls' },
    { value: 'without', label: 'Without tool calls' },
  ],
};

export function isNameField(field: FilterField): field is NameField {
  return (NAME_FIELDS as readonly string[]).includes(field);
}

export function isRangeField(field: FilterField): field is RangeField {
  return (RANGE_FIELDS as readonly string[]).includes(field);
}

/** The search parameters that a chip stands for. */
export function keysOf(field: FilterField): (keyof Filters)[] {
  return isRangeField(field) ? [`min${field}`, `max${field}`] : [field];
}

/** The same but for these keys. */
export function without<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Omit<T, K> {
  const kept = { ...from };
  for (const key of keys) delete kept[key];
  return kept;
}

const TIME_KEYS: readonly (keyof TimeRange)[] = ['window', 'from', 'to'];

/** The filters alone, without time and tail. */
export function filtersOf(search: ListSearch): Filters {
  return without(search, [...TIME_KEYS, 'live']);
}

export function timeOf(search: ListSearch): TimeRange {
  const { window, from, to } = search;
  return { ...(window && { window }), ...(from && { from }), ...(to && { to }) };
}

/** How many chips the filters make. */
export function isFiltered(search: ListSearch): boolean {
  return Object.keys(filtersOf(search)).length > 0;
}
