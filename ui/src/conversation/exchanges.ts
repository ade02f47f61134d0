/** Which result belongs to which call of a tool. */

import type { CallPart, Message, ResultPart } from './message';

export interface Exchanges {
  /** What came of each call, in order; a call that nobody answered is not in it. */
  answers: ReadonlyMap<CallPart, readonly ResultPart[]>;
  /** Results that stand beside their call. The others have none. */
  placed: ReadonlySet<ResultPart>;
}

/**
 * By id: the last call before the result that is not answered yet; ids are used again in long conversations. A second
 * result for one call stands with the first. Results without an id answer calls without one, first come first served.
 */
export function pair(messages: readonly Message[]): Exchanges {
  const answers = new Map<CallPart, ResultPart[]>();
  const placed = new Set<ResultPart>();
  const earlier = new Map<string, CallPart[]>();
  const nameless: CallPart[] = [];
  const early: ResultPart[] = [];
  const place = (call: CallPart, result: ResultPart) => {
    listed(answers, call).push(result);
    placed.add(result);
  };

  for (const part of messages.flatMap((message) => message.parts)) {
    if (part.kind === 'call') {
      if (part.id === null) nameless.push(part);
      else listed(earlier, part.id).push(part);
    } else if (part.kind === 'result') {
      if (part.id === null) {
        const call = nameless.shift();
        if (call) place(call, part);
        continue;
      }
      const calls = earlier.get(part.id) ?? [];
      const call = calls.findLast((each) => !answers.has(each)) ?? calls.at(-1);
      if (call) place(call, part);
      else early.push(part);
    }
  }
  // What a provider ran itself may be told before the call.
  for (const result of early) {
    const call = (earlier.get(result.id ?? '') ?? []).find((each) => !answers.has(each));
    if (call) place(call, result);
  }
  return { answers, placed };
}

function listed<K, V>(map: Map<K, V[]>, key: K): V[] {
  const found = map.get(key) ?? [];
  if (found.length === 0) map.set(key, found);
  return found;
}
