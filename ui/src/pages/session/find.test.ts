import { describe, expect, it } from 'vitest';
import { findAmong, type Loaded, nextError } from './find';

it('finds the next error after a turn', () => {
  const turns = (['ok', 'error', 'ok', 'error'] as const).map((status) => ({ status }));
  expect(nextError(turns, -1)).toBe(1);
  expect(nextError(turns, 1)).toBe(3);
  expect(nextError(turns, 3)).toBe(-1);
});

describe('asking for more until it is found', () => {
  const pages = (...lengths: number[]) => {
    let asked = 0;
    const load = (): Promise<Loaded<number>> => {
      asked += 1;
      const turns = Array.from(
        { length: lengths[Math.min(asked, lengths.length - 1)] ?? 0 },
        (_, index) => index,
      );
      return Promise.resolve({ turns, more: asked < lengths.length - 1 });
    };
    const first = {
      turns: Array.from({ length: lengths[0] ?? 0 }, (_, index) => index),
      more: lengths.length > 1,
    };
    return { first, load, asked: () => asked };
  };

  it('asks no more than it must', async () => {
    const { first, load, asked } = pages(2, 4, 6);
    expect(await findAmong(first, ({ turns }) => turns.indexOf(3), load)).toBe(3);
    expect(asked()).toBe(1);
  });

  it('ends where the turns end', async () => {
    const { first, load, asked } = pages(2, 4, 6);
    expect(await findAmong(first, ({ turns }) => turns.indexOf(9), load)).toBe(-1);
    expect(asked()).toBe(2);
  });

  it('gives up where nothing comes', async () => {
    const stuck = { turns: [0], more: true };
    expect(
      await findAmong(
        stuck,
        () => -1,
        () => Promise.resolve(stuck),
      ),
    ).toBe(-1);
  });
});
