/** A call in the shape of Anthropic's messages. */

import type { MediaPart, Message, Part } from '@/conversation/message';
import { isObject, type Json, type JsonObject } from '@/json/exact';
import { asSent, type Call, LEFT_OUT, type Notes, parameter, present, REASONING, some, textOf } from './call';
import { resultText } from './chat';

/** The format has no default, and a request without it is refused. */
const MAX_TOKENS = 1024;

export function messagesBody(call: Call): JsonObject {
  const limit = parameter(call, 'gen_ai.request.max_tokens');
  if (limit === undefined) call.notes.add(`max_tokens was not recorded: ${MAX_TOKENS} is a guess.`);
  const system = [
    ...call.instructions,
    ...call.messages.filter(isSystem).flatMap((message) => message.parts),
  ];
  return present({
    model: call.model ?? undefined,
    max_tokens: limit ?? MAX_TOKENS,
    system: textOf(system) || undefined,
    messages: call.messages
      .filter((message) => !isSystem(message))
      .map((message) => messageOf(message, call.notes)),
    tools: some(
      call.tools.map((tool) =>
        present({
          name: tool.name,
          description: tool.description,
          input_schema: tool.parameters ?? { type: 'object' },
        }),
      ),
    ),
    temperature: parameter(call, 'gen_ai.request.temperature'),
    top_p: parameter(call, 'gen_ai.request.top_p'),
    top_k: parameter(call, 'gen_ai.request.top_k'),
    stop_sequences: parameter(call, 'gen_ai.request.stop_sequences'),
    stream: parameter(call, 'gen_ai.request.stream') === true ? true : undefined,
  });
}

function isSystem({ role }: Message): boolean {
  return role === 'system' || role === 'developer';
}

function messageOf(message: Message, notes: Notes): JsonObject {
  const content = message.parts.flatMap((part) => blocksOf(part, notes));
  const [first] = content;
  const plain = content.length === 1 && first?.type === 'text' ? first.text : undefined;
  return { role: message.role === 'assistant' ? 'assistant' : 'user', content: plain ?? content };
}

function blocksOf(part: Part, notes: Notes): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'call':
      return [
        present({
          type: part.server ? 'server_tool_use' : 'tool_use',
          id: part.id ?? undefined,
          name: part.name,
          input: isObject(part.given) ? part.given : part.given === undefined ? {} : { value: part.given },
        }),
      ];
    case 'result':
      return [
        present({
          type: part.server ? `${part.name ?? 'server'}_tool_result` : 'tool_result',
          tool_use_id: part.id ?? undefined,
          content: part.server ? part.came : resultContent(part.came),
          is_error: part.failed ? true : undefined,
        }),
      ];
    case 'media':
      return mediaOf(part, notes);
    case 'reasoning':
      notes.add(REASONING);
      return [];
    case 'other': {
      const sent = asSent(part);
      return sent ? [sent] : [];
    }
  }
}

function resultContent(came: Json | undefined): Json | undefined {
  return came === undefined ? undefined : resultText(came);
}

function mediaOf({ held, type, modality }: MediaPart, notes: Notes): JsonObject[] {
  if (held.in === 'nowhere') {
    notes.add(LEFT_OUT);
    return [];
  }
  const image = modality === 'image';
  const source: JsonObject =
    held.in === 'file'
      ? { type: 'file', file_id: held.id }
      : held.in === 'address'
        ? { type: 'url', url: held.uri }
        : { type: 'base64', media_type: type ?? (image ? 'image/png' : 'application/pdf'), data: held.data };
  return [{ type: image ? 'image' : 'document', source }];
}
