import type { components } from '@/api/schema';

/** A whole span, as the API tells it; integers that a double cannot hold are bigints. */
export type Span = components['schemas']['Span'];
export type GenAi = NonNullable<Span['genAi']>;
