/** A call in the shape of OpenAI's responses. */

import type { MediaPart, Message, Part } from '@/conversation/message';
import type { Json, JsonObject } from '@/json/exact';
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
  textOf,
} from './call';
import { argumentsText, resultText } from './chat';

export function responsesBody(call: Call): JsonObject {
  const effort = parameter(call, 'gen_ai.request.reasoning.level');
  return present({
    model: call.model ?? undefined,
    instructions: textOf(call.instructions) || undefined,
    input: call.messages.flatMap((message) => itemsOf(message, call.notes)),
    tools: some(
      call.tools.map((tool) =>
        present({
          type: 'function',
          name: tool.name,
          description: tool.description,
          parameters: tool.parameters ?? { type: 'object' },
        }),
      ),
    ),
    max_output_tokens: parameter(call, 'gen_ai.request.max_tokens'),
    temperature: parameter(call, 'gen_ai.request.temperature'),
    top_p: parameter(call, 'gen_ai.request.top_p'),
    reasoning: effort === undefined ? undefined : { effort },
    previous_response_id: parameter(call, 'gen_ai.request.previous_response.id'),
    service_tier: parameter(call, 'openai.request.service_tier'),
    stream: parameter(call, 'gen_ai.request.stream') === true ? true : undefined,
  });
}

/** A message is one item for what it says, and one for each call of a tool and each result. */
function itemsOf(message: Message, notes: Notes): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] = [];
  const close = () => {
    if (content.length > 0) items.push({ type: 'message', role: message.role, content });
    content = [];
  };
  for (const part of message.parts) {
    if (part.kind === 'call' && !part.server) {
      close();
      items.push(
        present({
          type: 'function_call',
          call_id: part.id ?? undefined,
          name: part.name,
          arguments: argumentsText(part.given),
        }),
      );
    } else if (part.kind === 'result' && !part.server) {
      close();
      items.push(
        present({
          type: 'function_call_output',
          call_id: part.id ?? undefined,
          output: resultText(part.came),
        }),
      );
    } else {
      content.push(...contentOf(part, message.role, notes));
    }
  }
  close();
  return items;
}

function contentOf(part: Part, role: string, notes: Notes): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: part.text }];
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
      notes.add('What the provider’s own tools did is left out.');
      return [];
  }
}

function mediaOf({ held, type, modality }: MediaPart, notes: Notes): JsonObject[] {
  if (held.in === 'nowhere') {
    notes.add(LEFT_OUT);
    return [];
  }
  const image = modality === 'image';
  const fields: Record<string, Json> =
    held.in === 'file'
      ? { file_id: held.id }
      : held.in === 'address'
        ? { [image ? 'image_url' : 'file_url']: held.uri }
        : {
            [image ? 'image_url' : 'file_data']: dataUrl(
              type ?? (image ? 'image/png' : 'application/pdf'),
              held.data,
            ),
          };
  return [{ type: image ? 'input_image' : 'input_file', ...fields }];
}
