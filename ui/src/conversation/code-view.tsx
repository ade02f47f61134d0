import { useEffect, useState } from 'react';
import { CopyButton } from '@/design';
import styles from './code-view.module.css';
import type { Piece } from './highlight';

interface CodeViewProps {
  code: string;
  /** As the writer named it: `python`, `ts`; null when nobody said. */
  language: string | null;
}

const COLOURS: Record<string, string | undefined> = {
  comment: styles.comment,
  quote: styles.comment,
  meta: styles.comment,
  keyword: styles.keyword,
  literal: styles.keyword,
  'selector-tag': styles.keyword,
  name: styles.keyword,
  built_in: styles.type,
  type: styles.type,
  class_: styles.type,
  title: styles.title,
  function_: styles.title,
  section: styles.title,
  string: styles.string,
  regexp: styles.string,
  addition: styles.string,
  bullet: styles.string,
  link: styles.string,
  number: styles.number,
  symbol: styles.number,
  attr: styles.attribute,
  attribute: styles.attribute,
  property: styles.attribute,
  variable: styles.attribute,
  'template-variable': styles.attribute,
  deletion: styles.deletion,
  emphasis: styles.emphasis,
  strong: styles.strong,
};

/** Code with its language in colours, once the colours are loaded; it is there at once without them. */
export function CodeView({ code, language }: CodeViewProps) {
  const pieces = useHighlighted(code, language);
  const label = language ? `Code, ${language.slice(0, 40)}` : 'Code';
  return (
    <figure className={styles.code}>
      <figcaption className={styles.bar}>
        <span className={styles.language}>{language?.slice(0, 40)}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields. */}
      <pre className={styles.pre} tabIndex={0} role="group" aria-label={label}>
        <code>{pieces ? pieces.map(Coloured) : code}</code>
      </pre>
    </figure>
  );
}

function useHighlighted(code: string, language: string | null): Piece[] | null {
  const [found, setFound] = useState<{ code: string; pieces: Piece[] | null } | null>(null);
  useEffect(() => {
    if (language === null) return undefined;
    let wanted = true;
    const show = async () => {
      const { highlight } = await import('./highlight');
      const pieces = highlight(code, language.toLowerCase());
      if (wanted) setFound({ code, pieces });
    };
    // Without colours it is read as well.
    show().catch(() => {});
    return () => {
      wanted = false;
    };
  }, [code, language]);
  return found?.code === code && language !== null ? found.pieces : null;
}

function Coloured(piece: Piece, key: number) {
  if (typeof piece === 'string') return piece;
  const colour = piece.scopes
    .map((scope) => (Object.hasOwn(COLOURS, scope) ? COLOURS[scope] : undefined))
    .find(Boolean);
  return (
    <span key={key} className={colour}>
      {piece.pieces.map(Coloured)}
    </span>
  );
}
