import { type ReactNode, useMemo, useState } from 'react';
import { Button, Tabs } from '@/design';
import styles from './conversation.module.css';
import { type Exchanges, pair } from './exchanges';
import { type Message, messagesOf, partsOf } from './message';
import { MessageView } from './message-view';

export interface ConversationProps {
  /** What was said, oldest first: messages in the shapes of the GenAI conventions (`role`, `parts`, `name`, `finish_reason`). */
  messages: readonly unknown[] | null | undefined;
  /** Answers of which each could have been the next message; one is shown as that. */
  choices?: readonly unknown[] | null | undefined;
  /** Instructions that are kept apart from the messages, as parts. */
  instructions?: readonly unknown[] | null | undefined;
  /** Something that was said was left out when it was recorded. */
  truncated?: boolean;
  /** More about a message, by its place in `messages`: as a link to the span that it came with. */
  aside?: (index: number) => ReactNode;
}

/** Earlier messages of a long conversation are folded away. */
const SHOWN = 24;
const INSTRUCTIONS_FOLD = { characters: 1_200, lines: 10 };

/** What was said between people, models and tools. Each result of a tool stands beside the call. */
export function Conversation({
  messages,
  choices,
  instructions,
  truncated = false,
  aside,
}: ConversationProps) {
  const said = useMemo(() => messagesOf(messages), [messages]);
  const answers = useMemo(() => messagesOf(choices), [choices]);
  const system = useMemo(() => instructionsOf(instructions), [instructions]);
  const exchanges = useMemo(() => pair([...said, ...answers]), [said, answers]);
  const [all, setAll] = useState(false);

  const listed = said
    .map((message, index) => ({ message, index }))
    .filter(({ message }) => isShown(message, exchanges));
  const hidden = all || listed.length <= SHOWN + 4 ? 0 : listed.length - SHOWN;
  return (
    <div className={styles.conversation} data-long={listed.length > SHOWN || undefined}>
      {truncated ? (
        <p className={styles.note}>Some of what was said is missing: it was too long to be recorded whole.</p>
      ) : null}
      {system ? (
        <MessageView
          message={system}
          exchanges={exchanges}
          title="System instructions"
          fold={INSTRUCTIONS_FOLD}
        />
      ) : null}
      {hidden > 0 ? (
        <div className={styles.earlier}>
          <Button kind="quiet" onClick={() => setAll(true)}>
            Show {hidden} earlier messages
          </Button>
        </div>
      ) : null}
      {listed.slice(hidden).map(({ message, index }) => (
        <div key={index} className={styles.turn}>
          <MessageView
            message={message}
            exchanges={exchanges}
            aside={aside?.(index)}
            {...(isInstruction(message) ? { fold: INSTRUCTIONS_FOLD } : {})}
          />
        </div>
      ))}
      <Choices answers={answers} exchanges={exchanges} />
    </div>
  );
}

/** Several choices are tabs; what is no choice of one answer, as a tool's message, goes on in order. */
function Choices({ answers, exchanges }: { answers: Message[]; exchanges: Exchanges }) {
  const [chosen, setChosen] = useState('0');
  const shown = answers.filter((message) => isShown(message, exchanges));
  const [first] = shown;
  const alike = shown.every((message) => message.role === first?.role);
  if (shown.length < 2 || !alike) {
    return shown.map((message, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: messages have nothing but their order.
      <MessageView key={index} message={message} exchanges={exchanges} />
    ));
  }
  const value = Number(chosen) < shown.length ? chosen : '0';
  return (
    <div className={styles.choices}>
      <Tabs
        label="Choices"
        value={value}
        onChange={setChosen}
        tabs={shown.map((message, index) => ({
          value: String(index),
          label: `Choice ${index + 1}`,
          content: (
            <div className={styles.choice}>
              <MessageView message={message} exchanges={exchanges} />
            </div>
          ),
        }))}
      />
    </div>
  );
}

/** A message that holds nothing but results that stand elsewhere is not shown again. */
function isShown(message: Message, exchanges: Exchanges): boolean {
  return (
    message.parts.length === 0 ||
    message.parts.some((part) => part.kind !== 'result' || !exchanges.placed.has(part))
  );
}

function isInstruction(message: Message): boolean {
  return message.role === 'system' || message.role === 'developer';
}

function instructionsOf(value: readonly unknown[] | null | undefined): Message | null {
  const parts = partsOf(value);
  return parts.length === 0 ? null : { role: 'system', name: null, parts, finishReason: null };
}
