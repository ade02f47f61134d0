import {
  ArrowDownWideNarrow,
  AudioLines,
  Bot,
  Circle,
  Database,
  Image,
  type LucideIcon,
  MessageSquareText,
  Waypoints,
  Wrench,
} from 'lucide-react';
import styles from './row.module.css';

/** By the operation names of the GenAI conventions. */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  chat: MessageSquareText,
  generate_content: MessageSquareText,
  text_completion: MessageSquareText,
  embeddings: Waypoints,
  retrieval: Database,
  rerank: ArrowDownWideNarrow,
  execute_tool: Wrench,
  invoke_agent: Bot,
  create_agent: Bot,
  invoke_workflow: Bot,
  image_generation: Image,
  audio_speech: AudioLines,
  audio_transcription: AudioLines,
};

/** What kind of work it is, in the colour of its service; a dot for what is no GenAI span. */
export function OperationIcon({ operation }: { operation: string }) {
  const Icon = operation ? (ICONS[operation] ?? Bot) : Circle;
  return <Icon className={operation ? styles.icon : styles.dot} aria-hidden="true" />;
}
