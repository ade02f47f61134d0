/** The call of a span as a curl command for the gateway: in the format of whoever called, with what was recorded. */

import { type JsonObject, stringifyExact } from '@/json/exact';
import type { Span } from '../span';
import { type Call, callOf, parameter, present } from './call';
import { chatBody } from './chat';
import { messagesBody } from './messages';
import { knownProvider } from './providers';
import { responsesBody } from './responses';
import { curl, quoted, readableJson } from './shell';

export interface Command {
  text: string;
  /** Why it is not quite the call that was made. */
  notes: string[];
}

type Format = 'chat/completions' | 'responses' | 'messages' | 'embeddings';

const FORMATS: readonly Format[] = ['chat/completions', 'responses', 'messages', 'embeddings'];
const CHATS = new Set(['chat', 'generate_content', 'text_completion']);

/**
 * In which format a span's call was made; null where there is none to make again. `parentName` is the name of the
 * gateway's own span, which says the route.
 */
export function formatOf(span: Span, parentName: string | null): Format | null {
  const { genAi } = span;
  if (!genAi?.inputMessages || genAi.inputMessages.length === 0) return null;
  if (genAi.operation === 'embeddings') return 'embeddings';
  if (genAi.operation === null || !CHATS.has(genAi.operation)) return null;
  const route = FORMATS.find((format) => parentName?.endsWith(`/${format}`));
  if (route && route !== 'embeddings') return route;
  if (span.attributes['openai.api.type'] === 'responses') return 'responses';
  if (span.attributes['openai.api.type'] === 'chat_completions') return 'chat/completions';
  return genAi.provider === 'anthropic' ? 'messages' : 'chat/completions';
}

/** `gateway` is its address as `GET /v1/endpoints` tells it. */
export function commandOf(span: Span, format: Format, gateway: string): Command {
  const call = callOf(span);
  const provider = span.genAi?.provider ?? null;
  const body = bodyOf(call, format, provider);
  if (call.model === null) call.notes.add('The model was not recorded: add it.');
  return {
    text: curl(
      `${gateway.replace(/\/+$/, '')}/v1/${format}`,
      headersOf(call, format, provider),
      readableJson(stringifyExact(body, 2)),
      body.stream === true,
    ),
    notes: call.notes.list,
  };
}

function bodyOf(call: Call, format: Format, provider: string | null): JsonObject {
  switch (format) {
    case 'chat/completions':
      return chatBody(call, provider);
    case 'responses':
      return responsesBody(call);
    case 'messages':
      return messagesBody(call);
    case 'embeddings':
      return embeddingsBody(call);
  }
}

function embeddingsBody(call: Call): JsonObject {
  const texts = call.messages.flatMap((message) =>
    message.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])),
  );
  const formats = parameter(call, 'gen_ai.request.encoding_formats');
  return present({
    model: call.model ?? undefined,
    input: texts.length === 1 ? texts[0] : texts,
    encoding_format: Array.isArray(formats) ? formats[0] : undefined,
  });
}

function headersOf(call: Call, format: Format, provider: string | null): string[] {
  const known = knownProvider(provider);
  const own = format === 'messages' ? 'anthropic' : 'openai';
  const variable = known?.variable ?? 'PROVIDER_API_KEY';
  if (provider !== null && known === null)
    call.notes.add('The provider’s name is none that the gateway can know.');
  return [
    quoted('content-type: application/json'),
    '"x-to11-authorization: Bearer $TO11_API_KEY"',
    ...(known && known.name !== own ? [quoted(`x-genai-provider: ${known.name}`)] : []),
    ...(format === 'messages'
      ? [`"x-api-key: $${variable}"`, quoted('anthropic-version: 2023-06-01')]
      : [`"authorization: Bearer $${variable}"`]),
  ];
}
