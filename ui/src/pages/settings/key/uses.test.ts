import { expect, it } from 'vitest';
import { usesOf } from './uses';

const entry = (action: string, at: string, details: Record<string, unknown>) => ({ action, at, details });

it('sums uses up by kind', () => {
  expect(
    usesOf([
      entry('key.used', '2027-03-25T12:02:00Z', { kind: 'api', count: 3 }),
      entry('key.used', '2027-03-25T12:01:00Z', { kind: 'gateway', count: 40 }),
      entry('key.used', '2027-03-25T12:05:00Z', { kind: 'api', count: 2 }),
      entry('access.denied', '2027-03-25T10:00:00Z', { reason: 'INSUFFICIENT_SCOPE' }),
      entry('key.created', '2027-03-25T09:00:00Z', {}),
    ]),
  ).toEqual([
    { kind: 'gateway', count: 40, last: '2027-03-25T12:01:00Z' },
    { kind: 'api', count: 5, last: '2027-03-25T12:05:00Z' },
    { kind: 'denied', count: 1, last: '2027-03-25T10:00:00Z' },
  ]);
});

it('of nothing is nothing', () => {
  expect(usesOf([])).toEqual([]);
});
