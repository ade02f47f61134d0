import { describe, expect, it } from 'vitest';
import { barOf } from './bar';

const STRETCH = { from: 100, to: 200 };

describe('a bar', () => {
  it('is as long as its span', () => {
    expect(barOf(110, 50, Number.NaN, STRETCH)).toEqual({
      whole: { left: 0.1, width: 0.5 },
      answering: null,
      first: null,
      beyond: null,
    });
  });

  it('marks when the answer began', () => {
    const bar = barOf(100, 80, 20, STRETCH);
    expect(bar.first).toBeCloseTo(0.2);
    expect(bar.answering?.left).toBeCloseTo(0.2);
    expect(bar.answering?.width).toBeCloseTo(0.6);
  });

  it('is cut where the stretch ends, its parts too', () => {
    const bar = barOf(0, 1000, 150, STRETCH);
    expect(bar.whole).toEqual({ left: 0, width: 1 });
    expect(bar.first).toBeCloseTo(0.5);
    expect(barOf(0, 1000, 50, STRETCH)).toMatchObject({ first: null, answering: { left: 0, width: 1 } });
    expect(barOf(0, 1000, 500, STRETCH)).toMatchObject({ first: null, answering: null });
  });

  it('says on which side it is when it is not in the stretch', () => {
    expect(barOf(0, 99, Number.NaN, STRETCH)).toMatchObject({ whole: null, beyond: 'before' });
    expect(barOf(201, 5, Number.NaN, STRETCH)).toMatchObject({ whole: null, beyond: 'after' });
  });

  it('takes no first piece that came outside of the span', () => {
    expect(barOf(110, 50, 60, STRETCH)).toMatchObject({ answering: null, first: null });
    expect(barOf(110, 50, -1, STRETCH)).toMatchObject({ answering: null, first: null });
  });

  it('is there for a span that took no time', () => {
    expect(barOf(200, 0, Number.NaN, STRETCH).whole).toEqual({ left: 1, width: 0 });
  });
});
