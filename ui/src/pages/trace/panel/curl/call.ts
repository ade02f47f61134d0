/** What of a span a request is made of, and what the request cannot say. */

import { type Message, messagesOf, type Part, partsOf } from '@/conversation/message';
import { isObject, type Json, type JsonObject } from '@/json/exact';
import type { Span } from '../span';

/** What was asked, for every format. */
export interface Call {
  model: string | null;
  messages: Message[];
  instructions: Part[];
  tools: Tool[];
  attributes: JsonObject;
  notes: Notes;
}

export interface Tool {
  name: string;
  description: string | undefined;
  parameters: JsonObject | undefined;
}

/** Why the request is not quite what was sent, each reason once. */
export class Notes {
  private readonly told = new Set<string>();

  add(note: string): void {
    this.told.add(note);
  }

  get list(): string[] {
    return [...this.told];
  }
}

export const LEFT_OUT = 'Images, sounds or files that were left out when it was recorded are missing.';
export const REASONING = 'Reasoning is not sent back: only the provider can make it.';
export const NO_PARAMETERS = 'The parameters of tools were not recorded: add their schemas.';

export function callOf(span: Span): Call {
  const { genAi } = span;
  const attributes = span.attributes as JsonObject;
  const notes = new Notes();
  if (attributes['to11.content.truncated'] === true || span.droppedAttributesCount > 0) {
    notes.add('Something was cut when it was recorded, and is missing here too.');
  }
  return {
    model: genAi?.requestModel ?? genAi?.responseModel ?? null,
    messages: messagesOf(genAi?.inputMessages),
    instructions: partsOf(genAi?.systemInstructions),
    tools: toolsOf(genAi?.toolDefinitions, notes),
    attributes,
    notes,
  };
}

function toolsOf(definitions: unknown, notes: Notes): Tool[] {
  if (!Array.isArray(definitions)) return [];
  return definitions.flatMap((tool: unknown) => {
    if (!isObject(tool) || typeof tool.name !== 'string') return [];
    if (tool.type !== 'function') {
      notes.add(`The tool ${tool.name} is not a function, and is left out.`);
      return [];
    }
    if (!isObject(tool.parameters)) notes.add(NO_PARAMETERS);
    return [
      {
        name: tool.name,
        description: typeof tool.description === 'string' ? tool.description : undefined,
        parameters: isObject(tool.parameters) ? tool.parameters : undefined,
      },
    ];
  });
}

/** An attribute under the first of its names that the span has. */
export function parameter(call: Call, ...names: string[]): Json | undefined {
  const found = names.find((name) => call.attributes[name] !== undefined && call.attributes[name] !== null);
  return found === undefined ? undefined : call.attributes[found];
}

/** An object without what is not there. */
export function present(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null,
    ),
  );
}

/** A list that has something in it. */
export function some<T extends Json>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** A part of a kind of its own was recorded as it was sent. */
export function asSent(part: Part): JsonObject | undefined {
  return part.kind === 'other' && isObject(part.value) && part.type !== '' ? part.value : undefined;
}

/** The texts of parts in a row. */
export function textOf(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n');
}

/** `data:` with what is in the message. */
export function dataUrl(type: string, data: string): string {
  return `data:${type};base64,${data}`;
}
