/** What the API tells of a trace in outline. */

import type { components } from '@/api/schema';

export type TraceOutline = components['schemas']['TraceOutline'];
export type SpanOutline = components['schemas']['SpanOutline'];
export type TraceSummary = components['schemas']['Trace'];
