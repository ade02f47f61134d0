/** What a call used and cost, broken down as far as the span says. */

import type { JsonObject } from '@/json/exact';
import type { Span } from '../span';

export interface Share {
  label: string;
  tokens: number;
  /** Part of what: the bar has all of them side by side. */
  of: 'input' | 'output';
  series: 1 | 2 | 3 | 5 | 6;
}

export interface Figure {
  label: string;
  value: number;
  unit: 'tokens' | 'dollars';
}

export interface Usage {
  input: number | null;
  output: number | null;
  /** Shares of the tokens, none of them empty. */
  shares: Share[];
  /** What the span tells beside that: tokens of sound and images, parts of the cost. */
  more: Figure[];
  cost: number | null;
  /** US dollars for a million tokens, in and out together. */
  costPerMillion: number | null;
}

const MORE: readonly [key: string, label: string, unit: Figure['unit']][] = [
  ['gen_ai.usage.text.input_tokens', 'Text in', 'tokens'],
  ['gen_ai.usage.image.input_tokens', 'Image in', 'tokens'],
  ['gen_ai.usage.audio.input_tokens', 'Sound in', 'tokens'],
  ['gen_ai.usage.text.output_tokens', 'Text out', 'tokens'],
  ['gen_ai.usage.image.output_tokens', 'Image out', 'tokens'],
  ['gen_ai.usage.audio.output_tokens', 'Sound out', 'tokens'],
  ['llm.cost.prompt', 'Cost of the input', 'dollars'],
  ['llm.cost.completion', 'Cost of the output', 'dollars'],
];

/** Null where the span says nothing of it. */
export function usageOf({ genAi, attributes }: Span): Usage | null {
  if (!genAi) return null;
  const { inputTokens: input, outputTokens: output, cost } = genAi;
  const told = attributes as JsonObject;
  const more = MORE.flatMap(([key, label, unit]) => {
    const value = told[key];
    return typeof value === 'number' && value > 0 ? [{ label, value, unit }] : [];
  });
  if (input === null && output === null && cost === null && more.length === 0) return null;
  const read = genAi.cacheReadTokens ?? 0;
  const written = genAi.cacheWriteTokens ?? 0;
  const reasoning = genAi.reasoningTokens ?? 0;
  // By the conventions the input includes what was cached; some count it apart.
  const fresh = (input ?? 0) >= read + written ? (input ?? 0) - read - written : (input ?? 0);
  const spoken = (output ?? 0) >= reasoning ? (output ?? 0) - reasoning : (output ?? 0);
  const shares: Share[] = [
    { label: read + written > 0 ? 'Not cached' : 'Input', tokens: fresh, of: 'input', series: 1 },
    { label: 'Cache read', tokens: read, of: 'input', series: 2 },
    { label: 'Cache write', tokens: written, of: 'input', series: 3 },
    { label: reasoning > 0 ? 'Answer' : 'Output', tokens: spoken, of: 'output', series: 5 },
    { label: 'Reasoning', tokens: reasoning, of: 'output', series: 6 },
  ];
  const all = (input ?? 0) + (output ?? 0);
  return {
    input,
    output,
    shares: shares.filter((share) => share.tokens > 0),
    more,
    cost,
    costPerMillion: cost !== null && all > 0 ? (cost / all) * 1_000_000 : null,
  };
}
