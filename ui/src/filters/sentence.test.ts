import { describe, expect, it } from 'vitest';
import type { Filters } from './fields';
import { chipsOf, spellChip, withoutChip } from './sentence';

const ALL: Filters = {
  status: 'error',
  toolCalls: 'with',
  provider: ['openai'],
  model: ['gpt-4o', 'o3'],
  minTokens: 1_000,
  maxDurationMs: 2_000,
  minDurationMs: 500,
  maxCost: 1,
  attribute: ['http.route=/chat', 'empty='],
  q: 'refund',
};

describe('filters in words', () => {
  it('reads as a sentence, always in the same order', () => {
    expect(chipsOf(ALL).map(spellChip)).toEqual([
      'with errors',
      'provider is openai',
      'model is gpt-4o or o3',
      'with tool calls',
      'tokens are at least 1,000',
      'takes between 500 ms and 2.00 s',
      'costs at most $1.00',
      'http.route = /chat',
      'empty = ""',
    ]);
    expect(chipsOf({ status: 'ok', toolCalls: 'without' }).map(spellChip)).toEqual([
      'without errors',
      'without tool calls',
    ]);
  });

  it('has a chip for each filter that can be taken away, and no other', () => {
    let left = ALL;
    for (let chips = chipsOf(left); chips.length > 0; chips = chipsOf(left)) {
      const [first] = chips;
      if (first) left = withoutChip(left, first);
      expect(chipsOf(left).length).toBe(chips.length - 1);
    }
    expect(left).toEqual({ q: 'refund' });
  });
});
