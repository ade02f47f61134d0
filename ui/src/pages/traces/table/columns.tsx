/** The columns of the trace list, in their order. */

import { createColumnHelper, type RowData } from '@tanstack/react-table';
import type { Trace } from '@/api/traces';
import { Cost, Duration, Tokens } from '@/design';
import { formatCount } from '@/lib/format';
import { Models, NameLink, Service, SessionLink, StartTime, TraceIdText, TraceState } from './cells';
import { TimelineBar } from './timeline-bar';

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    label: string;
    /** What stands at its top, where that is shorter. */
    heading?: string;
    /** Less important: in smaller letters. */
    small?: boolean;
    /** Numbers stand at the right. */
    end?: boolean;
  }
}

const column = createColumnHelper<Trace>();

export const COLUMNS = [
  column.display({
    id: 'time',
    size: 110,
    minSize: 60,
    meta: { label: 'Time', small: true },
    cell: ({ row }) => <StartTime at={row.original.startTime} />,
  }),
  column.display({
    id: 'status',
    size: 54,
    minSize: 36,
    meta: { label: 'Status' },
    cell: ({ row }) => <TraceState trace={row.original} />,
  }),
  column.display({
    id: 'name',
    size: 128,
    minSize: 100,
    enableHiding: false,
    meta: { label: 'Name' },
    cell: ({ row }) => <NameLink trace={row.original} />,
  }),
  column.display({
    id: 'service',
    size: 84,
    minSize: 56,
    meta: { label: 'Service', small: true },
    cell: ({ row }) => <Service trace={row.original} />,
  }),
  column.display({
    id: 'duration',
    size: 68,
    minSize: 60,
    meta: { label: 'Duration', end: true },
    cell: ({ row }) => <Duration nano={row.original.durationNano} />,
  }),
  column.display({
    id: 'timeline',
    size: 104,
    minSize: 52,
    meta: { label: 'Timeline' },
    cell: ({ row }) => <TimelineBar trace={row.original} />,
  }),
  column.display({
    id: 'model',
    size: 118,
    minSize: 64,
    meta: { label: 'Provider / model', small: true },
    cell: ({ row }) => <Models trace={row.original} />,
  }),
  column.display({
    id: 'tokens',
    size: 100,
    minSize: 80,
    meta: { label: 'Tokens in / out', heading: 'Tokens', end: true, small: true },
    cell: ({ row }) => <Tokens input={row.original.inputTokens} output={row.original.outputTokens} />,
  }),
  column.display({
    id: 'cost',
    size: 80,
    minSize: 52,
    meta: { label: 'Cost', end: true, small: true },
    cell: ({ row }) => <Cost dollars={row.original.cost} />,
  }),
  column.display({
    id: 'session',
    size: 70,
    minSize: 52,
    meta: { label: 'Session', small: true },
    cell: ({ row }) => <SessionLink sessions={row.original.sessions} />,
  }),
  column.display({
    id: 'spans',
    size: 52,
    minSize: 40,
    meta: { label: 'Spans', end: true, small: true },
    cell: ({ row }) => <span>{formatCount(row.original.spanCount)}</span>,
  }),
  column.display({
    id: 'traceId',
    size: 74,
    minSize: 60,
    meta: { label: 'Trace id', small: true },
    cell: ({ row }) => <TraceIdText id={row.original.traceId} />,
  }),
];
