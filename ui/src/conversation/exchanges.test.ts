import { describe, expect, it } from 'vitest';
import { pair } from './exchanges';
import { type CallPart, messagesOf, type ResultPart } from './message';

const call = (id: string | null, name = 'f') => ({ type: 'tool_call', name, ...(id === null ? {} : { id }) });
const result = (id: string | null, response: string) => ({
  type: 'tool_call_response',
  response,
  ...(id === null ? {} : { id }),
});

function paired(...messages: object[][]) {
  const read = messagesOf(messages.map((parts) => ({ role: 'assistant', parts })));
  const { answers, placed } = pair(read);
  const parts = read.flatMap((message) => message.parts);
  return {
    answers: parts
      .filter((part): part is CallPart => part.kind === 'call')
      .map((part) => (answers.get(part) ?? []).map((each) => each.came)),
    orphans: parts
      .filter((part): part is ResultPart => part.kind === 'result' && !placed.has(part))
      .map((part) => part.came),
  };
}

describe('calls and results', () => {
  it('belong together by id, in whatever order they come', () => {
    expect(paired([call('a'), call('b')], [result('b', 'B'), result('a', 'A')])).toEqual({
      answers: [['A'], ['B']],
      orphans: [],
    });
  });

  it('leave unanswered calls and results of no call as they are', () => {
    expect(paired([call('a'), call('b')], [result('a', 'A'), result('z', 'Z')])).toEqual({
      answers: [['A'], []],
      orphans: ['Z'],
    });
  });

  it('may use an id again later', () => {
    expect(paired([call('1')], [result('1', 'first')], [call('1')], [result('1', 'second')])).toEqual({
      answers: [['first'], ['second']],
      orphans: [],
    });
  });

  it('may answer twice', () => {
    expect(paired([call('1')], [result('1', 'x'), result('1', 'y')]).answers).toEqual([['x', 'y']]);
  });

  it('go by order where nobody gave an id', () => {
    expect(
      paired([call(null), call(null)], [result(null, 'A'), result(null, 'B'), result(null, 'C')]),
    ).toEqual({
      answers: [['A'], ['B']],
      orphans: ['C'],
    });
  });

  it('may be told before the call', () => {
    expect(paired([result('s', 'S'), call('s')])).toEqual({ answers: [['S']], orphans: [] });
  });
});
