/** What a call was asked with, beside the messages. */

import { isObject, type Json, jsonIn } from '@/json/exact';
import type { Span } from '../span';

export interface Parameter {
  key: string;
  label: string;
  value: Json;
}

const LABELS: Readonly<Record<string, string>> = {
  'gen_ai.request.temperature': 'Temperature',
  'gen_ai.request.top_p': 'Top p',
  'gen_ai.request.top_k': 'Top k',
  'gen_ai.request.max_tokens': 'Max tokens',
  'gen_ai.request.stop_sequences': 'Stop sequences',
  'gen_ai.request.frequency_penalty': 'Frequency penalty',
  'gen_ai.request.presence_penalty': 'Presence penalty',
  'gen_ai.request.seed': 'Seed',
  'gen_ai.request.choice.count': 'Choices',
  'gen_ai.request.stream': 'Stream',
  'gen_ai.request.reasoning.level': 'Reasoning',
  'gen_ai.request.encoding_formats': 'Encoding',
  'gen_ai.request.previous_response.id': 'Previous response',
  'gen_ai.embeddings.dimension.count': 'Dimensions',
  'gen_ai.output.type': 'Output type',
  'gen_ai.prompt.name': 'Prompt',
  'gen_ai.prompt.version': 'Prompt version',
  'gen_ai.agent.name': 'Agent',
  'gen_ai.agent.version': 'Agent version',
  'gen_ai.tool.name': 'Tool',
  'gen_ai.tool.type': 'Tool type',
  'gen_ai.data_source.id': 'Data source',
  'gen_ai.retrieval.query.text': 'Query',
  'openai.request.service_tier': 'Service tier',
  'to11.prompt.id': 'Prompt id',
  'to11.prompt.label': 'Prompt label',
};
const ORDER = Object.keys(LABELS);
/** Parameters of other conventions, whose names go on after these. */
const PREFIXES = ['gen_ai.request.', 'gen_ai.prompt.variable.', 'llm.request.', 'ai.settings.'] as const;
/** The model stands in the header. */
const ELSEWHERE = new Set(['gen_ai.request.model', 'llm.request.model_name', 'llm.request.type']);
/** OpenInference has them all in one JSON text. */
const IN_ONE = 'llm.invocation_parameters';

export function parametersOf({ attributes }: Span): Parameter[] {
  const found = Object.entries(attributes as Record<string, Json>).flatMap(([key, value]) => {
    if (key === IN_ONE) return listed(value);
    const label = labelOf(key);
    return label === null || value === null ? [] : [{ key, label, value }];
  });
  return found.sort((a, b) => rank(a.key) - rank(b.key) || a.label.localeCompare(b.label));
}

function labelOf(key: string): string | null {
  if (ELSEWHERE.has(key)) return null;
  if (Object.hasOwn(LABELS, key)) return LABELS[key] ?? null;
  const prefix = PREFIXES.find((each) => key.startsWith(each));
  return prefix === undefined ? null : key.slice(prefix.length);
}

function listed(value: Json): Parameter[] {
  const told = typeof value === 'string' ? jsonIn(value) : value;
  if (!isObject(told)) return [{ key: IN_ONE, label: IN_ONE, value }];
  return Object.entries(told)
    .filter(([name]) => name !== 'model' && name !== 'messages' && name !== 'tools')
    .map(([name, each]) => ({ key: `${IN_ONE}#${name}`, label: name, value: each }));
}

function rank(key: string): number {
  const index = ORDER.indexOf(key);
  return index < 0 ? ORDER.length : index;
}

export interface ToolDefinition {
  name: string;
  type: string;
  description: string | null;
  /** JSON schema of what it takes. */
  parameters: Json | null;
}

export function toolsOf({ genAi }: Span): ToolDefinition[] {
  const given: unknown = genAi?.toolDefinitions;
  if (!Array.isArray(given)) return [];
  return given.flatMap((tool: unknown) => {
    if (!isObject(tool)) return [];
    const { name, type, description, parameters, ...rest } = tool;
    const schema = parameters ?? (Object.keys(rest).length > 0 ? rest : null);
    return [
      {
        name: typeof name === 'string' && name !== '' ? name : 'without a name',
        type: typeof type === 'string' ? type : '',
        description: typeof description === 'string' && description !== '' ? description : null,
        parameters: schema,
      },
    ];
  });
}
