/** Markdown of a stranger's: no HTML, no image from elsewhere, links marked. In a chunk of its own. */

import { type ReactNode, useMemo } from 'react';
import { CodeView } from './code-view';
import { ImageView } from './image-view';
import styles from './markdown.module.css';
import { type Element, type Node, textOf, treeOf } from './markdown-tree';
import { SafeLink } from './safe-link';
import { imageAddress } from './urls';

export default function Markdown({ text }: { text: string }) {
  const tree = useMemo(() => treeOf(text), [text]);
  return <div className={styles.markdown}>{shown(tree)}</div>;
}

function shown(nodes: readonly Node[]): ReactNode {
  return nodes.map((node, key) => {
    if (typeof node === 'string') return node;
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have nothing but their order.
    return <Shown key={key} element={node} />;
  });
}

/** Elements that are as HTML has them. Their attributes, but for those named here, are left behind. */
const PLAIN = {
  paragraph: 'p',
  blockquote: 'blockquote',
  bullet_list: 'ul',
  thead: 'thead',
  tbody: 'tbody',
  tr: 'tr',
  em: 'em',
  strong: 'strong',
  s: 's',
} as const;

function Shown({ element }: { element: Element }): ReactNode {
  const { kind, attributes, children, content } = element;
  if (Object.hasOwn(PLAIN, kind)) {
    const Tag = PLAIN[kind as keyof typeof PLAIN];
    return <Tag>{shown(children)}</Tag>;
  }
  switch (kind) {
    case 'heading':
      return <Heading element={element} />;
    case 'ordered_list':
      return <ol start={startOf(attributes)}>{shown(children)}</ol>;
    case 'list_item':
      return <Item element={element} />;
    case 'th':
      return <th className={alignment(attributes)}>{shown(children)}</th>;
    case 'td':
      return <td className={alignment(attributes)}>{shown(children)}</td>;
    case 'table':
      return <Table>{shown(children)}</Table>;
    case 'fence':
    case 'code_block':
      return (
        <CodeView
          code={content.replace(/\n$/, '')}
          language={element.info.trim().split(/[\s{]/)[0] || null}
        />
      );
    case 'code_inline':
      return <code>{content}</code>;
    case 'hr':
      return <hr />;
    case 'hardbreak':
    case 'softbreak':
      return <br />;
    case 'link':
      return (
        <SafeLink address={attributes.href} bare={textOf(children) === attributes.href}>
          {shown(children)}
        </SafeLink>
      );
    case 'image':
      return <Image address={attributes.src} description={textOf(children)} />;
    default:
      return content || shown(children);
  }
}

/** Headings of a text are no headings of the page. */
function Heading({ element }: { element: Element }) {
  return <p className={styles[element.tag]}>{shown(element.children)}</p>;
}

const TASK = /^\[([ xX])\]\s/;

function Item({ element }: { element: Element }) {
  const [first, ...rest] = element.children;
  const task = typeof first === 'string' ? TASK.exec(first) : null;
  if (!task || typeof first !== 'string') return <li>{shown(element.children)}</li>;
  return (
    <li className={styles.task}>
      {task[1] === ' ' ? '☐ ' : '☑ '}
      {shown([first.slice(task[0].length), ...rest])}
    </li>
  );
}

function Image({ address, description }: { address: string | undefined; description: string }) {
  const source = address === undefined ? null : imageAddress(address);
  if (source) return <ImageView source={source} alt={description || 'Image'} />;
  return (
    <span className={styles.image}>
      Image: <SafeLink address={address}>{description || 'without a description'}</SafeLink>
    </span>
  );
}

function Table({ children }: { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div className={styles.scroller} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  );
}

function startOf({ start }: Element['attributes']): number | undefined {
  const number = Number(start);
  return start !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

function alignment({ style }: Element['attributes']): string | undefined {
  if (style === 'text-align:right') return styles.right;
  return style === 'text-align:center' ? styles.centre : undefined;
}
