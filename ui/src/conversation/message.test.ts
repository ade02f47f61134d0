import { describe, expect, it } from 'vitest';
import { type MediaPart, messagesOf, partsOf, plainText } from './message';

describe('messages', () => {
  it('are read in the shapes of the conventions', () => {
    const [asked, answered] = messagesOf([
      { role: 'user', name: 'ada', parts: [{ type: 'text', content: 'Weather?' }] },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm.' },
          { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } },
        ],
        finish_reason: 'tool_call',
      },
    ]);
    expect(asked).toEqual({
      role: 'user',
      name: 'ada',
      parts: [{ kind: 'text', text: 'Weather?', citations: [] }],
      finishReason: null,
    });
    expect(answered?.finishReason).toBe('tool_call');
    expect(answered?.parts).toEqual([
      { kind: 'reasoning', text: 'Hm.' },
      { kind: 'call', id: 'call_1', name: 'weather', given: { city: 'Paris' }, server: false },
    ]);
  });

  it('may have the finish reason as the API names its own keys', () => {
    expect(messagesOf([{ role: 'assistant', parts: [], finishReason: 'length' }])[0]?.finishReason).toBe(
      'length',
    );
  });

  it('may have their content as providers have it', () => {
    expect(messagesOf([{ role: 'user', content: 'Hello' }])[0]?.parts).toEqual([
      { kind: 'text', text: 'Hello', citations: [] },
    ]);
    expect(messagesOf([{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }])[0]?.parts).toEqual([
      { kind: 'text', text: 'Hello', citations: [] },
    ]);
  });

  it('of a provider’s own tools keep what was given and what came', () => {
    const [call, result, odd] = partsOf([
      {
        type: 'server_tool_call',
        id: 's',
        name: 'web_search',
        server_tool_call: { type: 'web_search', input: { q: 'x' } },
      },
      {
        type: 'server_tool_call_response',
        id: 's',
        server_tool_call_response: { type: 'web_search', content: [1], more: 2 },
      },
      { type: 'server_tool_call', server_tool_call: { type: 'shell' } },
    ]);
    expect(call).toMatchObject({ kind: 'call', name: 'web_search', given: { q: 'x' }, server: true });
    expect(result).toMatchObject({
      kind: 'result',
      name: 'web_search',
      came: { content: [1], more: 2 },
      server: true,
    });
    expect(odd).toMatchObject({ kind: 'call', name: 'shell', given: undefined });
  });

  it('tell data that is here, elsewhere, with the provider or left out', () => {
    const held = partsOf([
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBO' },
      { type: 'uri', modality: 'image', uri: 'https://example.org/x.png' },
      { type: 'file', modality: 'document', file_id: 'file_1' },
      { type: 'blob', modality: 'audio', content: '', sha256: 'abc', size: 70_000, transcript: 'Hi' },
    ]).map((part) => (part as MediaPart).held);
    expect(held).toEqual([
      { in: 'message', data: 'iVBO' },
      { in: 'address', uri: 'https://example.org/x.png' },
      { in: 'file', id: 'file_1' },
      { in: 'nowhere', sha256: 'abc', size: 70_000 },
    ]);
  });

  it('keep what nobody knows', () => {
    expect(partsOf([{ type: 'refusal', content: 'No.' }])).toEqual([
      { kind: 'other', type: 'refusal', text: 'No.', value: { type: 'refusal', content: 'No.' } },
    ]);
    expect(partsOf([{ type: 'constructor', x: 1 }])[0]).toMatchObject({ kind: 'other', type: 'constructor' });
  });

  it.each([
    [null, 0],
    [undefined, 0],
    ['a text', 1],
    [7, 1],
    [[], 0],
    [[null, 7, true, 'x', [], {}], 5],
    [[{ role: 7, parts: 'text' }], 1],
    [[{ role: {}, parts: { type: 'text' } }], 1],
    [[{ parts: [null, 7, [], {}, { type: 7 }, { type: 'blob' }, { type: 'tool_call', name: {} }] }], 1],
    [{ role: 'user' }, 1],
  ])('never throw: %j', (value, count) => {
    const found = messagesOf(value);
    expect(found).toHaveLength(count);
    expect(() => found.map(plainText)).not.toThrow();
  });

  it('are one text when copied', () => {
    const [message] = messagesOf([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'See:' },
          { type: 'tool_call', name: 'f', arguments: { a: 1 } },
          { type: 'tool_call_response', response: 'done' },
          { type: 'uri', modality: 'image', uri: 'https://example.org/x.png' },
        ],
      },
    ]);
    expect(message && plainText(message)).toBe(
      'See:\n\nf({\n  "a": 1\n})\n\ndone\n\nhttps://example.org/x.png',
    );
  });
});
