import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/design/tokens.css', 'utf-8');

function block(start: string): Map<string, string> {
  const from = css.indexOf(start);
  expect(from, start).toBeGreaterThanOrEqual(0);
  const body = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from));
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const light = block(':root {');
const system = block(':root:not([data-theme="light"])');
const dark = block(':root[data-theme="dark"]');

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Map<string, string>, a: string, b: string): number {
  const [high = 0, low = 0] = [a, b].map((name) => luminance(theme.get(name) ?? '')).sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = [
  'ground',
  'ground-raised',
  'ground-sunken',
  'ground-hover',
  'ground-active',
  'ground-selected',
];
const TEXTS = ['text', 'text-muted', 'accent-text', 'error', 'ok', 'warn'];
const ON: [string, string][] = [
  ...GROUNDS.flatMap((ground) => TEXTS.map((text): [string, string] => [text, ground])),
  ...GROUNDS.filter((ground) => ground !== 'ground-active').map((g): [string, string] => ['text-faint', g]),
  ['text-on-accent', 'accent'],
  ['accent-text', 'accent-soft'],
  ['ok', 'ok-soft'],
  ['error', 'error-soft'],
  ['warn', 'warn-soft'],
];
const MARKS: [string, string][] = [
  ...Array.from({ length: 8 }, (_, i): [string, string] => [`series-${i + 1}`, 'ground']),
  ['control-line', 'ground'],
  ['focus', 'ground'],
  ['accent', 'ground'],
];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_, theme) => {
  it.each(ON)('text of %s on %s has a contrast of 4.5', (text, ground) => {
    expect(contrast(theme, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)('a mark of %s on %s has a contrast of 3', (mark, ground) => {
    expect(contrast(theme, mark, ground)).toBeGreaterThanOrEqual(3);
  });
});

it('the dark theme is one, whoever chose it', () => {
  expect([...dark]).toEqual([...system]);
});
