import { describe, expect, it } from 'vitest';
import { beginning, blocks, pieces, preview } from './text';

describe('texts that the gateway cut', () => {
  it('are told where and of how much', () => {
    expect(pieces('begin[... cut: 200000 bytes in all ...]end')).toEqual([
      { text: 'begin', cutOf: 200_000 },
      { text: 'end', cutOf: null },
    ]);
    expect(pieces('whole')).toEqual([{ text: 'whole', cutOf: null }]);
  });
});

describe('long texts', () => {
  it('begin with whole lines', () => {
    const text = Array.from({ length: 200 }, (_, line) => `line ${line}`).join('\n');
    expect(beginning(text)?.split('\n')).toHaveLength(60);
    expect(text.startsWith(beginning(text) ?? '?')).toBe(true);
  });

  it('are cut at a word, and never within a character', () => {
    const words = beginning('word '.repeat(4_000), { characters: 1_003, lines: 60 });
    expect(words?.endsWith('word')).toBe(true);
    const emoji = beginning('😀'.repeat(4_000), { characters: 1_001, lines: 60 }) ?? '';
    expect(emoji).toHaveLength(1_000);
  });

  it('are shown whole where little is missing', () => {
    expect(beginning('short')).toBeNull();
    expect(beginning('x'.repeat(6_400))).toBeNull();
    expect(beginning(`${'line\n'.repeat(60)}end`)).toBeNull();
    expect(beginning('x'.repeat(200_000))).toHaveLength(6_000);
  });

  it('are laid out in blocks that lose nothing', () => {
    const text = 'a line of some length\n'.repeat(5_000);
    const found = blocks(text);
    expect(found.length).toBeGreaterThan(5);
    expect(found.join('\n')).toBe(text);
    expect(blocks('x'.repeat(50_000))).toHaveLength(1);
  });

  it('have a preview on one line', () => {
    expect(preview('  one\n\ntwo  ')).toBe('one two');
    expect(preview('x'.repeat(1_000))).toHaveLength(121);
  });
});
