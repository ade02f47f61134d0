/** Markdown (CommonMark, with tables, strikethrough and bare addresses) as a tree. HTML in it is text. */

import MarkdownIt, { type Token } from 'markdown-it';

export type Node = string | Element;

export interface Element {
  /** What it is, as the parser calls it: `paragraph`, `heading`, `link`, `fence` … */
  kind: string;
  /** Of the element that HTML has for it: `h2`, `ol`. */
  tag: string;
  attributes: Readonly<Record<string, string>>;
  /** Of code: the text. */
  content: string;
  /** Of a code block: what stands behind the fence. */
  info: string;
  children: Node[];
}

/** What is nested deeper is not read: strangers nest for the sake of it. */
const MOST_NESTED = 24;

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true });
parser.set({ maxNesting: MOST_NESTED });
// `example.py` is a file, and `ada@example.com` may be an example; what begins with https:// is an address.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

export function treeOf(text: string): Node[] {
  return nested(parser.parse(text, {}));
}

function nested(tokens: readonly Token[]): Node[] {
  const root: Node[] = [];
  const open: Node[][] = [root];
  const into = (node: Node) => open.at(-1)?.push(node);
  for (const token of tokens) {
    if (token.nesting < 0) {
      if (!token.hidden && open.length > 1) open.pop();
    } else if (token.type === 'inline') {
      for (const node of nested(token.children ?? [])) into(node);
    } else if (token.nesting > 0) {
      // The paragraphs of a list whose items stand close together.
      if (token.hidden) continue;
      const element = elementOf(token);
      into(element);
      open.push(element.children);
    } else if (token.type === 'text') {
      if (token.content !== '') into(token.content);
    } else {
      const element = elementOf(token);
      // What an image says is told once.
      into(
        token.type === 'image'
          ? { ...element, content: '', children: nested(token.children ?? []) }
          : element,
      );
    }
  }
  return root;
}

function elementOf(token: Token): Element {
  return {
    kind: token.type.replace(/_open$/, ''),
    tag: token.tag,
    attributes: Object.fromEntries((token.attrs ?? []).map(([name, value]) => [name, String(value)])),
    content: token.content,
    info: token.info,
    children: [],
  };
}

/** All that a tree says, without its structure. */
export function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) =>
      typeof node === 'string'
        ? node
        : node.kind.endsWith('break')
          ? ' '
          : node.content + textOf(node.children),
    )
    .join('');
}
