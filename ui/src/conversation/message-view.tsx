import { FileText } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { Badge, CopyButton, IconButton, Tooltip } from '@/design';
import { cx } from '@/lib/css';
import type { Exchanges } from './exchanges';
import { type Message, plainText } from './message';
import styles from './message-view.module.css';
import { PartView } from './part-view';
import { keyOf, useMessageMode } from './view-mode';
import { reasonWords, roleWords } from './words';

interface MessageViewProps {
  message: Message;
  exchanges: Exchanges;
  /** More about it, at the end of its first line. */
  aside?: ReactNode;
  /** What it is called instead of its role. */
  title?: string;
  fold?: { characters: number; lines: number };
}

/** One message: who speaks, what of, and how it ended. Results that stand beside their calls are left out. */
export function MessageView({ message, exchanges, aside, title, fold }: MessageViewProps) {
  const { label, icon: Icon, look } = roleWords(message.role);
  const text = useMemo(() => plainText(message), [message]);
  const [mode, setMode] = useMessageMode(useMemo(() => keyOf(message.role, text), [message.role, text]));
  const parts = message.parts.filter((part) => part.kind !== 'result' || !exchanges.placed.has(part));
  const plain = mode === 'plain';
  return (
    <article className={cx(styles.message, styles[look])} aria-label={title ?? label.slice(0, 100)}>
      <header className={styles.header}>
        <Icon aria-hidden="true" className={styles.icon} />
        <span className={styles.role}>{(title ?? label).slice(0, 200)}</span>
        {message.name ? <span className={styles.name}>{message.name.slice(0, 200)}</span> : null}
        <Reason reason={message.finishReason} />
        <span className={styles.tools}>
          {aside}
          <IconButton
            label="Plain text"
            icon={<FileText />}
            pressed={plain}
            onClick={() => setMode(plain ? 'rendered' : 'plain')}
          />
          <CopyButton text={text} label="Copy message" />
        </span>
      </header>
      <div className={styles.body}>
        {parts.length === 0 ? <p className={styles.empty}>Empty</p> : null}
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have nothing but their order.
          <PartView key={index} part={part} mode={mode} exchanges={exchanges} {...(fold ? { fold } : {})} />
        ))}
      </div>
    </article>
  );
}

function Reason({ reason }: { reason: string | null }) {
  const words = reasonWords(reason);
  if (!words) return null;
  return (
    <Tooltip content={words.told}>
      <span className={styles.reason}>
        <Badge tone={words.tone}>{words.label.slice(0, 60)}</Badge>
      </span>
    </Tooltip>
  );
}
