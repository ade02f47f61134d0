import { describe, expect, it } from 'vitest';
import { span, traceOf } from '../model/fixtures';
import { lookAgainAfter, quietFor } from './live';

const WHOLE = [span(0, null), span(1, 0)];
const PARENT_TO_COME = [span(1, 0)];

describe('looking again at a trace', () => {
  it('goes on while spans of the last minute came', () => {
    expect(quietFor(traceOf(WHOLE, 5_000))).toBe(5_000);
    expect(lookAgainAfter(traceOf(WHOLE, 5_000))).toBe(2_000);
    expect(lookAgainAfter(traceOf(WHOLE, 61_000))).toBeNull();
  });

  it('is more patient, and rarer, while a parent has not come', () => {
    expect(lookAgainAfter(traceOf(PARENT_TO_COME, 61_000))).toBe(10_000);
    expect(lookAgainAfter(traceOf(PARENT_TO_COME, 301_000))).toBeNull();
  });

  it('spares a server that takes long', () => {
    expect(lookAgainAfter({ ...traceOf(WHOLE, 5_000), took: 1_500 })).toBe(15_000);
    expect(lookAgainAfter({ ...traceOf(WHOLE, 5_000), took: 90_000 })).toBe(30_000);
  });

  it('takes no clock that is far ahead for work that goes on', () => {
    expect(lookAgainAfter(traceOf(WHOLE, -5_000))).toBe(2_000);
    expect(lookAgainAfter(traceOf(WHOLE, -3_600_000))).toBeNull();
  });
});
