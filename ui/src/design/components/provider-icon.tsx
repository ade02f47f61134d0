import { cx } from '@/lib/css';
import styles from './provider-icon.module.css';

/** Letters and a colour of the series for providers by name; no brand's own mark is used. */
const KNOWN: Record<string, [letters: string, series: number]> = {
  openai: ['Op', 5],
  anthropic: ['An', 4],
  cohere: ['Co', 6],
  'google-gemini': ['Ge', 7],
  'gcp.gemini': ['Ge', 7],
  'gcp-vertex-ai': ['Vx', 7],
  'gcp.vertex_ai': ['Vx', 7],
  'aws-bedrock': ['Be', 4],
  'aws.bedrock': ['Be', 4],
  'azure-openai': ['Az', 1],
  'azure.ai.openai': ['Az', 1],
  xai: ['xA', 8],
  x_ai: ['xA', 8],
  mistral: ['Mi', 4],
  mistral_ai: ['Mi', 4],
  groq: ['Gr', 6],
  together: ['To', 2],
  fireworks: ['Fw', 3],
  deepseek: ['De', 1],
  perplexity: ['Pe', 2],
  openrouter: ['Or', 8],
  cerebras: ['Ce', 6],
  sambanova: ['Sn', 3],
  nvidia: ['Nv', 5],
  ollama: ['Ol', 8],
  vllm: ['vL', 7],
};

export function ProviderIcon({ provider }: { provider: string }) {
  const name = provider || 'unknown provider';
  const [letters, series] = KNOWN[provider.toLowerCase()] ?? [lettersOf(provider), seriesOf(provider)];
  return (
    <span className={cx(styles.icon, styles[`s${series}`])} role="img" aria-label={name} title={name}>
      {letters}
    </span>
  );
}

function lettersOf(name: string): string {
  const words = name.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return words ? words.slice(0, 1).toUpperCase() + words.slice(1, 2).toLowerCase() : '?';
}

/** 1 to 8, always the same for a name. */
export function seriesOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 8) + 1;
}
