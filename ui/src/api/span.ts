/** One whole span. */

import { queryOptions } from '@tanstack/react-query';
import { parseExact } from '@/json/exact';
import { api, unwrap } from './client';
import { ApiError } from './errors';
import type { components } from './schema';

type Answer = components['schemas']['SpanSuccess'];

/** Its attributes keep every digit: integers that a double cannot hold are bigints. */
export function spanQuery(projectId: string, traceId: string, spanId: string) {
  return queryOptions({
    queryKey: ['projects', projectId, 'traces', traceId, 'spans', spanId],
    queryFn: async ({ signal }) => {
      const { data } = await api.GET('/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}', {
        params: { path: { projectId, traceId, spanId } },
        parseAs: 'text',
        signal,
      });
      return unwrap({ data: data === undefined ? undefined : answerIn(data) });
    },
    // What was sent once stays as it is.
    staleTime: 300_000,
    structuralSharing: false,
  });
}

function answerIn(text: string): Answer {
  try {
    return parseExact(text) as unknown as Answer;
  } catch (error) {
    throw new ApiError(0, 'NOT_JSON', error instanceof Error ? error.message : String(error));
  }
}
