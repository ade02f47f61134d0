import { describe, expect, it } from 'vitest';
import { type Element, type Node, textOf, treeOf } from './markdown-tree';

const kinds = (nodes: readonly Node[]): unknown[] =>
  nodes.map((node) => (typeof node === 'string' ? node : [node.kind, ...kinds(node.children)]));

describe('Markdown', () => {
  it('is a tree', () => {
    expect(kinds(treeOf('## T\n\na **b** `c`\n\n- x\n- y'))).toEqual([
      ['heading', 'T'],
      ['paragraph', 'a ', ['strong', 'b'], ' ', ['code_inline']],
      ['bullet_list', ['list_item', 'x'], ['list_item', 'y']],
    ]);
    expect(kinds(treeOf('|a|\n|-|\n|1|'))).toEqual([
      ['table', ['thead', ['tr', ['th', 'a']]], ['tbody', ['tr', ['td', '1']]]],
    ]);
  });

  it('keeps the lines of a message as they were written', () => {
    expect(kinds(treeOf('one\ntwo'))).toEqual([['paragraph', 'one', ['softbreak'], 'two']]);
  });

  it('knows code and its language', () => {
    const [block] = treeOf('```py title=x\nprint(1)\n```') as [Element];
    expect(block).toMatchObject({ kind: 'fence', content: 'print(1)\n', info: 'py title=x' });
  });

  it('has HTML as text', () => {
    expect(kinds(treeOf('<b>x</b>\n\n<script>y</script>'))).toEqual([
      ['paragraph', '<b>x</b>'],
      ['paragraph', '<script>y</script>'],
    ]);
  });

  it('makes links of addresses, and of nothing that may be a file or a name', () => {
    const found = treeOf('https://example.org main.py ada@example.com www.example.org') as [Element];
    expect(found[0].children.filter((node) => typeof node !== 'string')).toMatchObject([
      { kind: 'link', attributes: { href: 'https://example.org' } },
    ]);
  });

  it('does not follow a stranger down', () => {
    const text = textOf(treeOf(`${'> '.repeat(2_000)}deep`));
    expect(text.length).toBeLessThan(5_000);
    expect(textOf(treeOf('a **b** ![c](d)'))).toBe('a b c');
  });
});
