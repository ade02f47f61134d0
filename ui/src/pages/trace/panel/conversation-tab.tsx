import { Conversation } from '@/conversation';
import styles from './conversation-tab.module.css';
import type { Span } from './span';

export function ConversationTab({ span }: { span: Span }) {
  const { genAi, attributes } = span;
  return (
    <div className={styles.scroll}>
      <Conversation
        instructions={genAi?.systemInstructions}
        messages={genAi?.inputMessages}
        choices={genAi?.outputMessages}
        truncated={attributes['to11.content.truncated'] === true}
      />
    </div>
  );
}
