/** A call in the shape of OpenAI's chat completions. */

import type { MediaPart, Message, Part } from '@/conversation/message';
import { type Json, type JsonObject, stringifyExact } from '@/json/exact';
import {
  asSent,
  type Call,
  dataUrl,
  LEFT_OUT,
  type Notes,
  parameter,
  present,
  REASONING,
  some,
} from './call';

export function chatBody(call: Call, provider: string | null): JsonObject {
  const limit = parameter(call, 'gen_ai.request.max_tokens', 'llm.request.max_tokens');
  if (parameter(call, 'gen_ai.output.type') === 'json') {
    call.notes.add('JSON was asked for; its schema was not recorded.');
  }
  return present({
    model: call.model ?? undefined,
    messages: messages(call),
    tools: some(
      call.tools.map((tool) => ({
        type: 'function',
        function: present({ name: tool.name, description: tool.description, parameters: tool.parameters }),
      })),
    ),
    // OpenAI's newer models take no other name for it, most others know only the older one.
    ...(provider === 'openai' ? { max_completion_tokens: limit } : { max_tokens: limit }),
    temperature: parameter(call, 'gen_ai.request.temperature'),
    top_p: parameter(call, 'gen_ai.request.top_p'),
    n: parameter(call, 'gen_ai.request.choice.count'),
    seed: parameter(call, 'gen_ai.request.seed'),
    stop: parameter(call, 'gen_ai.request.stop_sequences'),
    frequency_penalty: parameter(call, 'gen_ai.request.frequency_penalty'),
    presence_penalty: parameter(call, 'gen_ai.request.presence_penalty'),
    reasoning_effort: parameter(call, 'gen_ai.request.reasoning.level'),
    service_tier: parameter(call, 'openai.request.service_tier'),
    stream: parameter(call, 'gen_ai.request.stream') === true ? true : undefined,
  });
}

function messages(call: Call): Json[] {
  const system: Message[] =
    call.instructions.length > 0
      ? [{ role: 'system', name: null, parts: call.instructions, finishReason: null }]
      : [];
  return [...system, ...call.messages].flatMap((message) => messageOf(message, call.notes));
}

/** A message, and one more for each result of a tool within it. */
function messageOf(message: Message, notes: Notes): JsonObject[] {
  const results = message.parts.flatMap((part) =>
    part.kind === 'result' && !part.server
      ? [present({ role: 'tool', tool_call_id: part.id ?? undefined, content: resultText(part.came) })]
      : [],
  );
  const calls = message.parts.flatMap((part) =>
    part.kind === 'call' && !part.server
      ? [
          present({
            id: part.id ?? undefined,
            type: 'function',
            function: { name: part.name, arguments: argumentsText(part.given) },
          }),
        ]
      : [],
  );
  const content = message.parts.flatMap((part) => contentOf(part, notes));
  if (content.length === 0 && calls.length === 0 && results.length > 0) return results;
  const only = content.length === 1 ? content[0] : undefined;
  const plain = only?.type === 'text' && typeof only.text === 'string' ? only.text : undefined;
  return [
    {
      role: message.role,
      ...(message.name === null ? {} : { name: message.name }),
      content: plain ?? (content.length === 0 ? null : content),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    },
    ...results,
  ];
}

function contentOf(part: Part, notes: Notes): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'media':
      return mediaOf(part, notes);
    case 'reasoning':
      notes.add(REASONING);
      return [];
    case 'other': {
      if (part.type === 'refusal' && part.text !== null) return [{ type: 'refusal', refusal: part.text }];
      const sent = asSent(part);
      return sent ? [sent] : [];
    }
    default:
      if (part.server) notes.add('What the provider’s own tools did is left out.');
      return [];
  }
}

function mediaOf({ held, type, modality }: MediaPart, notes: Notes): JsonObject[] {
  if (held.in === 'nowhere') {
    notes.add(LEFT_OUT);
    return [];
  }
  if (held.in === 'file') return [{ type: 'file', file: { file_id: held.id } }];
  if (held.in === 'address') {
    const kind = modality === 'image' || modality === 'video' || modality === 'audio' ? modality : 'document';
    return [{ type: `${kind}_url`, [`${kind}_url`]: kind === 'document' ? held.uri : { url: held.uri } }];
  }
  if (modality === 'image') {
    return [{ type: 'image_url', image_url: { url: dataUrl(type ?? 'image/png', held.data) } }];
  }
  if (modality === 'audio') {
    const format = type?.split('/')[1]?.replace('mpeg', 'mp3').replace('x-wav', 'wav') ?? 'wav';
    return [{ type: 'input_audio', input_audio: { data: held.data, format } }];
  }
  return [{ type: 'file', file: { file_data: dataUrl(type ?? 'application/octet-stream', held.data) } }];
}

/** Arguments as the text that models write. */
export function argumentsText(given: Json | undefined): string {
  if (given === undefined) return '{}';
  return typeof given === 'string' ? given : stringifyExact(given);
}

export function resultText(came: Json | undefined): string {
  if (came === undefined || came === null) return '';
  return typeof came === 'string' ? came : stringifyExact(came);
}
