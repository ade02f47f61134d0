import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { genAi, span } from '../fixtures';
import type { Span } from '../span';
import { commandOf, formatOf } from './command';

const GATEWAY = 'http://127.0.0.1:4000';
const text = (content: string) => ({ type: 'text', content });
const said = (role: string, ...parts: object[]) => ({ role, parts }) as never;

/** What a shell makes of the command: the words that curl is given, and its input. */
function run(command: string): { words: string[]; body: unknown } {
  const stub = `curl() { printf '%s\\0' "$@"; case " $* " in *" @- "*) cat;; esac; }\n`;
  const out = execFileSync('sh', ['-s'], {
    input: stub + command,
    env: {
      PATH: process.env.PATH ?? '',
      TO11_API_KEY: 'to11-key',
      OPENAI_API_KEY: 'sk',
      ANTHROPIC_API_KEY: 'ant',
      GROQ_API_KEY: 'gsk',
    },
    maxBuffer: 64 << 20,
  }).toString();
  const words = out.split('\0');
  const input = words.pop() ?? '';
  const at = words.indexOf('--data-raw');
  return { words, body: JSON.parse(at >= 0 ? (words[at + 1] ?? '') : input) };
}

function asked(fields: Partial<Span>): { words: string[]; body: unknown; notes: string[]; text: string } {
  const told = span({ genAi: genAi(), ...fields });
  const format = formatOf(told, null);
  if (!format) throw new Error('no format');
  const command = commandOf(told, format, GATEWAY);
  return { ...run(command.text), ...command };
}

describe('a call as curl', () => {
  it('is the chat completion that was asked for', () => {
    const { words, body, notes } = asked({
      attributes: {
        'openai.api.type': 'chat_completions',
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.max_tokens': 500,
        'gen_ai.request.stop_sequences': ['END'],
        'gen_ai.request.stream': true,
      },
      genAi: genAi({
        inputMessages: [
          said('system', text('Be brief.')),
          said('user', text('What is this?'), {
            type: 'blob',
            modality: 'image',
            mime_type: 'image/png',
            content: 'iVBO',
          }),
          said('assistant', { type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'it' } }),
          said('tool', { type: 'tool_call_response', id: 'call_1', response: { seen: true } }),
        ],
        toolDefinitions: [{ type: 'function', name: 'look', parameters: { type: 'object' } }] as never,
      }),
    });
    expect(words.slice(0, 8)).toEqual([
      '-N',
      'http://127.0.0.1:4000/v1/chat/completions',
      '-H',
      'content-type: application/json',
      '-H',
      'x-to11-authorization: Bearer to11-key',
      '-H',
      'authorization: Bearer sk',
    ]);
    expect(body).toEqual({
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"seen":true}' },
      ],
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      max_completion_tokens: 500,
      temperature: 0.2,
      stop: ['END'],
      stream: true,
    });
    expect(notes).toEqual([]);
  });

  it('is the message that was asked for, in Anthropic’s format', () => {
    const { words, body, notes } = asked({
      attributes: { 'gen_ai.request.max_tokens': 1024 },
      genAi: genAi({
        provider: 'anthropic',
        requestModel: 'claude-sonnet-4-5',
        systemInstructions: [text('You look at pictures.')] as never,
        inputMessages: [
          said('user', text('What?'), {
            type: 'blob',
            modality: 'image',
            mime_type: 'image/png',
            content: 'iVBO',
          }),
          said(
            'assistant',
            { type: 'reasoning', content: 'Hm' },
            { type: 'tool_call', id: 't', name: 'zoom', arguments: { by: 2 } },
          ),
          said('user', { type: 'tool_call_response', id: 't', response: 'larger', is_error: true }),
        ],
        toolDefinitions: [{ type: 'function', name: 'zoom' }] as never,
      }),
    });
    expect(words).toContain('x-api-key: ant');
    expect(words).toContain('anthropic-version: 2023-06-01');
    expect(words[0]).toBe('http://127.0.0.1:4000/v1/messages');
    expect(body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 1024,
      system: 'You look at pictures.',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'zoom', input: { by: 2 } }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 't', content: 'larger', is_error: true }],
        },
      ],
      tools: [{ name: 'zoom', input_schema: { type: 'object' } }],
    });
    expect(notes).toHaveLength(2);
  });

  it('is the response that was asked for', () => {
    const { words, body } = asked({
      attributes: {
        'openai.api.type': 'responses',
        'gen_ai.request.reasoning.level': 'low',
        'gen_ai.request.max_tokens': 9,
      },
      genAi: genAi({
        systemInstructions: [text('Be brief.')] as never,
        inputMessages: [
          said('user', text('Hi'), { type: 'uri', modality: 'image', uri: 'https://example.org/x.png' }),
          said('assistant', text('Yes?'), { type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }),
          said('tool', { type: 'tool_call_response', id: 'c', response: 'done' }),
        ],
      }),
    });
    expect(words[0]).toBe('http://127.0.0.1:4000/v1/responses');
    expect(body).toEqual({
      model: 'gpt-4o',
      instructions: 'Be brief.',
      input: [
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Hi' },
            { type: 'input_image', image_url: 'https://example.org/x.png' },
          ],
        },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes?' }] },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
      ],
      max_output_tokens: 9,
      reasoning: { effort: 'low' },
    });
  });

  it('is the embeddings that were asked for', () => {
    const embeddings = (...texts: string[]) =>
      asked({
        genAi: genAi({
          operation: 'embeddings',
          requestModel: 'e',
          inputMessages: texts.map((each) => said('user', text(each))),
        }),
      });
    expect(embeddings('one').body).toEqual({ model: 'e', input: 'one' });
    expect(embeddings('one', 'two').body).toEqual({ model: 'e', input: ['one', 'two'] });
    expect(embeddings('one').words[0]).toBe('http://127.0.0.1:4000/v1/embeddings');
  });

  it('names the provider where the gateway could not know', () => {
    const groq = asked({ genAi: genAi({ provider: 'groq', inputMessages: [said('user', text('x'))] }) });
    expect(groq.words).toContain('x-genai-provider: groq');
    expect(groq.words).toContain('authorization: Bearer gsk');
    const mistral = asked({
      genAi: genAi({ provider: 'mistral_ai', inputMessages: [said('user', text('x'))] }),
    });
    expect(mistral.words).toContain('x-genai-provider: mistral');
    const hostile = asked({
      genAi: genAi({ provider: "x'\n-o /etc/passwd", inputMessages: [said('user', text('x'))] }),
    });
    expect(hostile.words.join()).not.toContain('passwd');
    expect(hostile.notes).toHaveLength(1);
  });

  it.each([
    "it's",
    `'; touch /tmp/pwned; echo '`,
    '$(touch /tmp/pwned)',
    '`touch /tmp/pwned`',
    '\\',
    '\\\\\'"',
    '"$HOME"',
    '!!',
    'line\nline\r\n\ttab',
    '\u0000\u0007\u001b[2J\u009b\u007f',
    '\u202ereversed\u202c \u2028 \ufeff',
    'TO11_BODY\nTO11_BODY',
    "EOF\n'\nEOF",
    '\ud800 alone',
    '😀 ü',
    '%s %d \\n \\0',
    '@/etc/passwd',
    '-o x',
  ])('says exactly what was said, whatever that is: %j', (hostile) => {
    const { body, text: command } = asked({
      genAi: genAi({
        requestModel: hostile,
        inputMessages: [said(hostile, text(hostile), { type: hostile, [hostile]: hostile })],
      }),
    });
    expect(body).toEqual({
      model: hostile,
      messages: [
        {
          role: hostile,
          content: [
            { type: 'text', text: hostile },
            { type: hostile, [hostile]: hostile },
          ],
        },
      ],
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(command).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it.each(['x', "'", '\\', 'TO11_BODY\n', '$(x)`'])('may be longer than a word of the shell: %j', (piece) => {
    const long = piece.repeat(150_000);
    const { body, words } = asked({ genAi: genAi({ inputMessages: [said('user', text(long))] }) });
    expect(words).toContain('@-');
    expect(body).toEqual({ model: 'gpt-4o', messages: [{ role: 'user', content: long }] });
  });

  it('tells what is missing', () => {
    const { notes } = asked({
      attributes: { 'to11.content.truncated': true },
      genAi: genAi({
        inputMessages: [
          said('user', text('x'), { type: 'blob', modality: 'image', content: '', sha256: 'a', size: 1 }),
        ],
        toolDefinitions: [
          { type: 'function', name: 'f' },
          { type: 'web_search', name: 'web_search' },
        ] as never,
        requestModel: null,
      }),
    });
    expect(notes).toHaveLength(5);
  });
});

describe('the format of a call', () => {
  const asking = [said('user', text('x'))];

  it('is that of its route, where the gateway’s own span says it', () => {
    const told = span({ genAi: genAi({ inputMessages: asking }) });
    expect(formatOf(told, 'POST /v1/messages')).toBe('messages');
    expect(formatOf(told, 'POST /v1/responses')).toBe('responses');
    expect(formatOf(told, 'POST /v1/chat/completions')).toBe('chat/completions');
    expect(formatOf(told, 'answer-question')).toBe('chat/completions');
  });

  it('is none where there is nothing to ask', () => {
    expect(formatOf(span(), null)).toBeNull();
    expect(formatOf(span({ genAi: genAi() }), null)).toBeNull();
    expect(
      formatOf(span({ genAi: genAi({ operation: 'execute_tool', inputMessages: asking }) }), null),
    ).toBeNull();
    expect(formatOf(span({ genAi: genAi({ operation: null, inputMessages: asking }) }), null)).toBeNull();
  });
});
