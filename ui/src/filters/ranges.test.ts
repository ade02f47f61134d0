import { describe, expect, it } from 'vitest';
import { EXAMPLES, readAmount, showAmount, writeAmount } from './ranges';

describe('amounts with units', () => {
  it.each([
    ['DurationMs', '500', 500],
    ['DurationMs', '500 ms', 500],
    ['DurationMs', '2s', 2_000],
    ['DurationMs', ' 1.5 MIN ', 90_000],
    ['DurationMs', '.5h', 1_800_000],
    ['Tokens', '1,000', 1_000],
    ['Tokens', '10k', 10_000],
    ['Tokens', '1.5M', 1_500_000],
    ['Cost', '$0.01', 0.01],
    ['Cost', '5 ct', 0.05],
    ['Cost', '3', 3],
  ] as const)('%s %s', (field, text, value) => {
    expect(readAmount(field, text)).toBe(value);
  });

  it('tells an empty field from a wrong one', () => {
    expect(readAmount('Tokens', '  ')).toBeNull();
    for (const wrong of ['x', '-1', '1 kg', '1e3', '1.2.3', '$', 'ms', '.']) {
      expect(readAmount('DurationMs', wrong)).toBeUndefined();
    }
  });

  it('writes what it reads as the same number', () => {
    for (const value of [0, 1, 1.5, 999, 1_000, 1_500, 61_000, 90_000, 3_600_000, 5_400_000, 123_456.789]) {
      expect(readAmount('DurationMs', writeAmount('DurationMs', value))).toBe(value);
    }
    for (const value of [0, 0.000001, 0.1, 12.34])
      expect(readAmount('Cost', writeAmount('Cost', value))).toBe(value);
    for (const value of [0, 7, 123_456_789])
      expect(readAmount('Tokens', writeAmount('Tokens', value))).toBe(value);
    expect(writeAmount('Cost', undefined)).toBe('');
  });

  it('shows them short, and its own examples are right', () => {
    expect(showAmount('DurationMs', 1_500)).toBe('1.50 s');
    expect(showAmount('Tokens', 20_000)).toBe('20k');
    for (const [field, examples] of Object.entries(EXAMPLES)) {
      for (const example of examples)
        expect(readAmount(field as keyof typeof EXAMPLES, example)).toBeGreaterThan(0);
    }
  });
});
