import { describe, expect, it } from 'vitest';
import type { Glance } from '../model/minimap';
import { type Colours, fill, parse } from './minimap-paint';

const COLOURS: Colours = { series: [[1, 2, 3]], failed: [200, 0, 0] };
const GLANCE: Glance = {
  width: 2,
  lanes: 2,
  series: Uint8Array.of(1, 0, 1, 1),
  density: Uint8Array.of(128, 0, 255, 90),
  failed: Uint8Array.of(0, 0, 0, 1),
};

function drawn(height: number): string[] {
  const dots = new Uint32Array(2 * height);
  fill(dots, GLANCE, height, COLOURS);
  return [...dots].map((dot) => dot.toString(16));
}

describe('painting the minimap', () => {
  it('has the colour of the service, as opaque as it is dense, and failures in full', () => {
    expect(drawn(2)).toEqual(['80030201', '0', 'ff030201', 'ff0000c8']);
  });

  it('leaves a line between lanes that are high enough', () => {
    const rows = drawn(8);
    expect(rows.slice(4, 6)).toEqual(['80030201', '0']);
    expect(rows.slice(6, 8)).toEqual(['0', '0']);
    expect(rows.slice(8, 10)).toEqual(['ff030201', 'ff0000c8']);
  });

  it('reads the colours of the tokens', () => {
    expect(parse(' #4a56c9')).toEqual([0x4a, 0x56, 0xc9]);
    expect(parse('')).toEqual([128, 128, 128]);
  });
});
