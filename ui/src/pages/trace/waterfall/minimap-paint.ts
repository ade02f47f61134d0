/** Puts a glance on a canvas, dot by dot. */

import type { Glance } from '../model/minimap';
import { SERIES } from '../model/series';

type Colour = readonly [red: number, green: number, blue: number];

export interface Colours {
  /** From series 1 on. */
  readonly series: readonly Colour[];
  readonly failed: Colour;
}

/** The colours of the theme that the element is in. */
export function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => parse(style.getPropertyValue(name));
  return {
    series: Array.from({ length: SERIES }, (_, index) => read(`--series-${index + 1}`)),
    failed: read('--error'),
  };
}

/** The tokens are `#rrggbb`. */
export function parse(colour: string): Colour {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  const part = (index: number) => Number.parseInt(found?.[index] ?? '80', 16);
  return [part(1), part(2), part(3)];
}

/** `height` in dots of the canvas. */
export function paint(canvas: HTMLCanvasElement, glance: Glance, height: number, colours: Colours): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  canvas.width = glance.width;
  canvas.height = Math.max(1, height);
  const image = context.createImageData(canvas.width, canvas.height);
  fill(new Uint32Array(image.data.buffer), glance, canvas.height, colours);
  context.putImageData(image, 0, 0);
}

/** Dots are red, green, blue, opacity, in this order in memory. */
export function fill(dots: Uint32Array, glance: Glance, height: number, colours: Colours): void {
  const { width, lanes, series, density, failed } = glance;
  for (let lane = 0; lane < lanes; lane++) {
    const top = Math.floor((lane * height) / lanes);
    const bottom = Math.floor(((lane + 1) * height) / lanes);
    // Lanes that are high enough are told apart.
    const end = bottom - top > 3 ? bottom - 1 : bottom;
    for (let x = 0; x < width; x++) {
      const at = lane * width + x;
      const one = series[at] as number;
      if (one === 0) continue;
      const hasFailed = failed[at] === 1;
      const [red, green, blue] = hasFailed ? colours.failed : (colours.series[one - 1] as Colour);
      const opacity = hasFailed ? 255 : (density[at] as number);
      const dot = ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
      for (let y = top; y < end; y++) dots[y * width + x] = dot;
    }
  }
}
