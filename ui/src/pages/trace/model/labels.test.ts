import { describe, expect, it } from 'vitest';
import { ticksOf } from './axis';
import { MS } from './fixtures';
import { labelsOf, ticksFor } from './labels';

function told(to: number, width: number): string[] {
  return labelsOf(ticksOf({ from: 0, to: to * MS }, ticksFor(width)), width).map(
    ({ tick, before }) => (before ? '<' : '') + tick.label,
  );
}

describe('labels of ticks', () => {
  it('are more than where it begins on a narrow axis', () => {
    expect(told(407, 232)).toEqual(['0', '200 ms', '<400 ms']);
  });

  it('are all of them where there is room', () => {
    expect(told(220, 900)).toEqual(['0', '50 ms', '100 ms', '150 ms', '200 ms']);
  });

  it('turn to the left at the end of the axis', () => {
    expect(told(200, 500).at(-1)).toBe('<200 ms');
  });

  it('are left out where they would cover another', () => {
    expect(labelsOf(ticksOf({ from: 0, to: 200 * MS }, 9), 120).length).toBeLessThan(4);
  });

  it('are none on an axis without width', () => {
    expect(told(200, 0)).toEqual([]);
  });
});
