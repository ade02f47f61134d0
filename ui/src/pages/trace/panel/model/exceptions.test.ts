import { describe, expect, it } from 'vitest';
import { besides, exceptionOf, linesOf, since } from './exceptions';

const event = (name: string, attributes: Record<string, string>) => ({
  name,
  time: '2026-03-25T17:30:00Z',
  attributes,
  droppedAttributesCount: 0,
});

describe('exceptions', () => {
  it('are events that say so', () => {
    const told = event('exception', {
      'exception.type': 'ValueError',
      'exception.message': 'no',
      'exception.escaped': 'True',
      'exception.stacktrace': 'Traceback',
      more: 'x',
    });
    expect(exceptionOf(told)).toEqual({
      type: 'ValueError',
      message: 'no',
      stack: 'Traceback',
      escaped: true,
    });
    expect(besides(told)).toEqual({ more: 'x' });
    expect(exceptionOf(event('chunked', {}))).toBeNull();
    expect(exceptionOf(event('exception', {}))).toEqual({
      type: null,
      message: null,
      stack: null,
      escaped: false,
    });
  });

  it('have stack traces in which the application’s own lines stand out', () => {
    const stack = `Traceback (most recent call last):
  File "/app/main.py", line 3, in <module>
    run()
  File "/app/.venv/lib/python3.11/site-packages/openai/_base_client.py", line 1047, in request
    raise error
openai.InternalServerError: overloaded`;
    expect(linesOf(stack).map(({ own }) => own)).toEqual([true, true, true, false, false, true]);
    expect(
      linesOf('Error: x\n    at f (/app/a.js:1:2)\n    at g (/app/node_modules/b/c.js:1:2)').map(
        ({ own }) => own,
      ),
    ).toEqual([true, true, false]);
  });
});

describe('a moment of a span', () => {
  it('is counted to the nanosecond', () => {
    expect(since('2026-03-25T17:30:00.000000001Z', '2026-03-25T17:30:01.5Z')).toBe(1_499_999_999);
    expect(since('2026-03-25T17:30:00Z', '2026-03-25T17:30:00Z')).toBe(0);
    expect(since('2026-03-25T17:30:01Z', '2026-03-25T17:30:00.9Z')).toBe(-100_000_000);
  });
});
