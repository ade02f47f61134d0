/**
 * Messages of the GenAI conventions as they are shown. What comes in was written by strangers: whatever has not the shape
 * of the conventions is kept as a part of its own kind, and nothing throws.
 */

import { isObject, type Json, type JsonObject, stringifyExact } from '@/json/exact';

export interface TextPart {
  kind: 'text';
  text: string;
  citations: Json[];
}

export interface ReasoningPart {
  kind: 'reasoning';
  text: string;
}

export interface CallPart {
  kind: 'call';
  id: string | null;
  name: string;
  /** Undefined where nothing says what was given. */
  given: Json | undefined;
  /** The provider runs the tool itself. */
  server: boolean;
}

export interface ResultPart {
  kind: 'result';
  id: string | null;
  /** Of the tool, where the part says it. */
  name: string | null;
  came: Json | undefined;
  failed: boolean;
  server: boolean;
}

export interface MediaPart {
  kind: 'media';
  /** `image`, `audio`, `video`, `document`, or a word of somebody's own. */
  modality: string;
  type: string | null;
  /** Where it is: in the message, elsewhere, with the provider; or only told by hash and size. */
  held:
    | { in: 'message'; data: string }
    | { in: 'address'; uri: string }
    | { in: 'file'; id: string }
    | LeftOut;
  transcript: string | null;
}

export interface LeftOut {
  in: 'nowhere';
  sha256: string | null;
  /** Bytes. */
  size: number | null;
}

export interface OtherPart {
  kind: 'other';
  type: string;
  /** What it says, where that is plain: a refusal, a compaction. */
  text: string | null;
  value: Json;
}

export type Part = TextPart | ReasoningPart | CallPart | ResultPart | MediaPart | OtherPart;

export interface Message {
  role: string;
  /** Of who speaks, in a conversation of many. */
  name: string | null;
  parts: Part[];
  /** Null where nothing says it. */
  finishReason: string | null;
}

/** The messages in any JSON; what is no message becomes one that holds it. */
export function messagesOf(value: unknown): Message[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value])
    .filter((item) => item !== null && item !== undefined)
    .map(messageOf);
}

function messageOf(value: unknown): Message {
  if (!isObject(value)) return { role: 'unknown', name: null, parts: partsOf(value), finishReason: null };
  return {
    role: textIn(value, 'role') ?? 'unknown',
    name: textIn(value, 'name'),
    parts: partsOf(value.parts ?? value.content),
    finishReason: textIn(value, 'finish_reason') ?? textIn(value, 'finishReason'),
  };
}

/** The parts in any JSON: a list of parts, a part, or a plain text. */
export function partsOf(value: unknown): Part[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(partOf);
}

function partOf(value: unknown): Part {
  if (typeof value === 'string') return { kind: 'text', text: value, citations: [] };
  if (!isObject(value)) return { kind: 'other', type: '', text: null, value: value as Json };
  const type = textIn(value, 'type') ?? '';
  return (Object.hasOwn(READERS, type) ? READERS[type]?.(value) : undefined) ?? otherOf(type, value);
}

const READERS: Record<string, (part: JsonObject) => Part | undefined> = {
  text: (part) => {
    const text = textIn(part, 'content') ?? textIn(part, 'text');
    const citations = Array.isArray(part.citations) ? part.citations : [];
    return text === null ? undefined : { kind: 'text', text, citations };
  },
  reasoning: (part) => {
    const text = textIn(part, 'content');
    return text === null ? undefined : { kind: 'reasoning', text };
  },
  tool_call: (part) => ({
    kind: 'call',
    id: textIn(part, 'id'),
    name: textIn(part, 'name') ?? '',
    given: part.arguments ?? undefined,
    server: false,
  }),
  tool_call_response: (part) => ({
    kind: 'result',
    id: textIn(part, 'id'),
    name: textIn(part, 'name'),
    came: part.response ?? part.result,
    failed: part.is_error === true,
    server: false,
  }),
  server_tool_call: (part) => ({
    kind: 'call',
    id: textIn(part, 'id'),
    name: textIn(part, 'name') ?? kindOfTool(part.server_tool_call) ?? '',
    given: withoutType(part.server_tool_call),
    server: true,
  }),
  server_tool_call_response: (part) => ({
    kind: 'result',
    id: textIn(part, 'id'),
    name: textIn(part, 'name') ?? kindOfTool(part.server_tool_call_response),
    came: withoutType(part.server_tool_call_response),
    failed: part.is_error === true,
    server: true,
  }),
  blob: (part) => {
    const data = textIn(part, 'content');
    if (data === null) return undefined;
    const size = typeof part.size === 'number' ? part.size : null;
    const held =
      data === ''
        ? ({ in: 'nowhere', sha256: textIn(part, 'sha256'), size } as const)
        : ({ in: 'message', data } as const);
    return media(part, held);
  },
  uri: (part) => {
    const uri = textIn(part, 'uri');
    return uri === null ? undefined : media(part, { in: 'address', uri });
  },
  file: (part) => {
    const id = textIn(part, 'file_id');
    return id === null ? undefined : media(part, { in: 'file', id });
  },
};

function media(part: JsonObject, held: MediaPart['held']): MediaPart {
  return {
    kind: 'media',
    modality: textIn(part, 'modality') ?? 'file',
    type: textIn(part, 'mime_type'),
    held,
    transcript: textIn(part, 'transcript'),
  };
}

function otherOf(type: string, value: JsonObject): OtherPart {
  return { kind: 'other', type, text: textIn(value, 'content') ?? textIn(value, 'text'), value };
}

function kindOfTool(value: Json | undefined): string | null {
  return isObject(value) ? textIn(value, 'type') : null;
}

/** What a tool of the provider's was given or gave; its kind is the tool's name. */
function withoutType(value: Json | undefined): Json | undefined {
  if (!isObject(value)) return value;
  const { type: _type, ...rest } = value;
  const [only, ...more] = Object.keys(rest);
  if (only === undefined) return undefined;
  return more.length === 0 && ['input', 'arguments', 'content', 'output'].includes(only) ? rest[only] : rest;
}

function textIn(value: JsonObject, key: string): string | null {
  const found = Object.hasOwn(value, key) ? value[key] : null;
  return typeof found === 'string' ? found : null;
}

/** A message as one text, to be copied: texts as they are, everything else as JSON. */
export function plainText(message: Message): string {
  return message.parts.map(plainPart).filter(Boolean).join('\n\n');
}

export function plainPart(part: Part): string {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
      return part.text;
    case 'call':
      return `${part.name}(${part.given === undefined ? '' : plainValue(part.given)})`;
    case 'result':
      return part.came === undefined ? '' : plainValue(part.came);
    case 'media':
      return plainMedia(part);
    case 'other':
      return part.text ?? plainValue(part.value);
  }
}

function plainMedia({ modality, type, held, transcript }: MediaPart): string {
  const said = transcript ? `\n${transcript}` : '';
  if (held.in === 'address') return held.uri + said;
  const what = type ?? modality;
  return `[${held.in === 'file' ? `${what}, file ${held.id}` : what}]${said}`;
}

/** A text as it is, anything else as JSON on several lines. */
export function plainValue(value: Json): string {
  if (typeof value === 'string') return value;
  try {
    return stringifyExact(value, 2);
  } catch {
    return '[nested too deeply]';
  }
}
