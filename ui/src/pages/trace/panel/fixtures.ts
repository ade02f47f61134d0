/** Spans for the tests of the panel. */

import type { GenAi, Span } from './span';

const NO_GEN_AI: GenAi = {
  operation: null,
  provider: null,
  requestModel: null,
  responseModel: null,
  inputTokens: null,
  outputTokens: null,
  cacheReadTokens: null,
  cacheWriteTokens: null,
  reasoningTokens: null,
  cost: null,
  timeToFirstChunkSeconds: null,
  toolCalls: 0,
  sessionId: null,
  conversationId: null,
  userId: null,
  environment: null,
  errorType: null,
  inputMessages: null,
  outputMessages: null,
  systemInstructions: null,
  toolDefinitions: null,
};

export function genAi(fields: Partial<GenAi> = {}): GenAi {
  return { ...NO_GEN_AI, operation: 'chat', provider: 'openai', requestModel: 'gpt-4o', ...fields };
}

export function span(fields: Partial<Span> = {}): Span {
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    parentSpanId: null,
    traceState: '',
    flags: 1,
    name: 'work',
    kind: 'internal',
    serviceName: 'shop',
    startTime: '2026-03-25T17:30:00.000000000Z',
    endTime: '2026-03-25T17:30:02.000000000Z',
    durationNano: 2_000_000_000,
    receivedTime: '2026-03-25T17:30:03.000000000Z',
    status: { code: 'unset', message: '' },
    attributes: {},
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    resource: { attributes: {}, droppedAttributesCount: 0, schemaUrl: '' },
    scope: { name: '', version: '', attributes: {}, droppedAttributesCount: 0, schemaUrl: '' },
    genAi: null,
    ...fields,
  };
}
