import { lazy, Suspense, useMemo, useState } from 'react';
import { Button } from '@/design';
import { jsonIn } from '@/json/exact';
import { JsonTree } from '@/json/json-tree';
import { formatBytes } from '@/lib/format';
import { Fallback } from './fallback';
import { PlainText } from './plain-text';
import { beginning, bytesOf, FOLD, pieces } from './text';
import styles from './text-view.module.css';
import type { ViewMode } from './view-mode';

// Asked for as soon as there is a conversation to come, so that it is there with the messages.
const markdown = import('./markdown');
const Markdown = lazy(() => markdown);

/** Longer texts are not read as Markdown: that would hold the page up. */
const LONGEST_MARKDOWN = 50_000;

interface TextViewProps {
  text: string;
  mode: ViewMode;
  /** How much is shown before it is unfolded. */
  fold?: { characters: number; lines: number };
  /** What it is, for who listens, where it is JSON. */
  label?: string;
  /** Without a frame around JSON. */
  bare?: boolean;
}

/** A text of a message: Markdown, JSON, or as it is. What the gateway cut says so. */
export function TextView({ text, mode, fold = FOLD, label = 'JSON', bare = false }: TextViewProps) {
  const json = useMemo(() => (mode === 'rendered' ? jsonIn(text) : undefined), [text, mode]);
  const parts = useMemo(() => pieces(text), [text]);
  if (json !== undefined) return <JsonTree value={json} label={label} bare={bare} />;
  if (parts.length === 1) return <Folded text={text} mode={mode} fold={fold} />;
  return (
    <div className={styles.pieces}>
      {parts.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing but their order.
        <div key={index} className={styles.pieces}>
          {piece.text ? <Folded text={piece.text} mode={mode} fold={fold} /> : null}
          {piece.cutOf === null ? null : (
            <p className={styles.cut}>
              Cut here when it was recorded: the whole text had {formatBytes(piece.cutOf)}.
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

function Folded({
  text,
  mode,
  fold,
}: {
  text: string;
  mode: ViewMode;
  fold: { characters: number; lines: number };
}) {
  const [open, setOpen] = useState(false);
  const start = useMemo(() => beginning(text, fold), [text, fold]);
  if (start === null) return <Shown text={text} mode={mode} />;
  const size = formatBytes(bytesOf(text));
  return (
    <div>
      <div className={open ? undefined : styles.faded}>
        <Shown text={open ? text : start} mode={mode} />
      </div>
      <div className={styles.more}>
        <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all (${size})`}
        </Button>
        {open && mode === 'rendered' && text.length > LONGEST_MARKDOWN ? (
          <span className={styles.note}>Shown as plain text, as it is long.</span>
        ) : null}
      </div>
    </div>
  );
}

function Shown({ text, mode }: { text: string; mode: ViewMode }) {
  if (mode === 'plain' || text.length > LONGEST_MARKDOWN) return <PlainText text={text} />;
  return (
    <Fallback key={text} instead={<PlainText text={text} />}>
      <Suspense fallback={<PlainText text={text} prose />}>
        <Markdown text={text} />
      </Suspense>
    </Fallback>
  );
}
