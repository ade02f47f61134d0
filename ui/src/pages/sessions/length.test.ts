import { expect, it } from 'vitest';
import { spanOf } from './length';

const START = '2027-03-25T12:00:00.000000000Z';

it('is from the first trace to the newest', () => {
  expect(spanOf({ startTime: START, lastTime: '2027-03-25T12:01:30.500000000Z', traceCount: 3 })).toBe(
    90.5e9,
  );
});

it('is nothing for a single trace', () => {
  expect(spanOf({ startTime: START, lastTime: START, traceCount: 1 })).toBeNull();
});
