import { describe, expect, it } from 'vitest';
import { genAi, span } from '../fixtures';
import { parametersOf, toolsOf } from './parameters';
import { timingOf } from './timing';
import { usageOf } from './usage';

describe('usage', () => {
  it('is broken down into what was cached and what was thought', () => {
    const usage = usageOf(
      span({
        genAi: genAi({
          inputTokens: 100,
          outputTokens: 50,
          cacheReadTokens: 40,
          cacheWriteTokens: 12,
          reasoningTokens: 20,
          cost: 0.003,
        }),
      }),
    );
    expect(usage?.shares.map(({ label, tokens }) => [label, tokens])).toEqual([
      ['Not cached', 48],
      ['Cache read', 40],
      ['Cache write', 12],
      ['Answer', 30],
      ['Reasoning', 20],
    ]);
    expect(usage?.costPerMillion).toBeCloseTo(20);
  });

  it('is whole where nothing is broken down', () => {
    const usage = usageOf(span({ genAi: genAi({ inputTokens: 6, cost: null }) }));
    expect(usage?.shares.map(({ label, tokens }) => [label, tokens])).toEqual([['Input', 6]]);
    expect(usage?.costPerMillion).toBeNull();
  });

  it('may have been counted apart from the cache', () => {
    const usage = usageOf(span({ genAi: genAi({ inputTokens: 10, cacheReadTokens: 90 }) }));
    expect(usage?.shares.map(({ tokens }) => tokens)).toEqual([10, 90]);
  });

  it('is nothing where the span says nothing', () => {
    expect(usageOf(span())).toBeNull();
    expect(usageOf(span({ genAi: genAi() }))).toBeNull();
    expect(
      usageOf(span({ genAi: genAi(), attributes: { 'gen_ai.usage.audio.input_tokens': 7 } }))?.more,
    ).toEqual([{ label: 'Sound in', value: 7, unit: 'tokens' }]);
  });
});

describe('timing', () => {
  it('is that of a stream', () => {
    const timing = timingOf(span({ genAi: genAi({ outputTokens: 75, timeToFirstChunkSeconds: 0.5 }) }), 10);
    expect(timing).toEqual({
      durationNano: 2_000_000_000,
      offsetNano: 10,
      firstChunkNano: 500_000_000,
      restNano: 1_500_000_000,
      tokensPerSecond: 50,
      receivedNano: 1_000_000_000,
    });
  });

  it('is that of an answer in one piece, or of none', () => {
    expect(timingOf(span({ genAi: genAi({ outputTokens: 100 }) }), null).tokensPerSecond).toBe(50);
    expect(timingOf(span(), null)).toMatchObject({ tokensPerSecond: null, firstChunkNano: null });
    expect(
      timingOf(span({ durationNano: 0, genAi: genAi({ outputTokens: 100 }) }), null).tokensPerSecond,
    ).toBeNull();
    expect(timingOf(span({ receivedTime: '2026-03-25T17:29:00Z' }), null).receivedNano).toBeNull();
  });
});

describe('parameters', () => {
  it('are those that are known, then the others', () => {
    const found = parametersOf(
      span({
        attributes: {
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.request.zeal': 3,
          'gen_ai.request.max_tokens': 500,
          'gen_ai.request.temperature': 0.2,
          'gen_ai.prompt.variable.city': 'Paris',
          'http.route': '/',
        },
      }),
    );
    expect(found.map(({ label, value }) => [label, value])).toEqual([
      ['Temperature', 0.2],
      ['Max tokens', 500],
      ['city', 'Paris'],
      ['zeal', 3],
    ]);
  });

  it('may all be in one text', () => {
    const told = (text: string) => parametersOf(span({ attributes: { 'llm.invocation_parameters': text } }));
    expect(told('{"model": "x", "temperature": 1}').map(({ label, value }) => [label, value])).toEqual([
      ['temperature', 1],
    ]);
    expect(told('{not json').map(({ value }) => value)).toEqual(['{not json']);
  });

  it('have the tools, in any shape', () => {
    const tools = (list: unknown) => toolsOf(span({ genAi: genAi({ toolDefinitions: list as never }) }));
    expect(
      tools([
        { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' } },
        { type: 'x', odd: 1 },
        7,
      ]),
    ).toEqual([
      { name: 'f', type: 'function', description: 'd', parameters: { type: 'object' } },
      { name: 'without a name', type: 'x', description: null, parameters: { odd: 1 } },
    ]);
    expect(tools(null)).toEqual([]);
    expect(tools('x')).toEqual([]);
  });
});
