/** How the gateway names the providers that spans name in the conventions' words, and where their keys usually are. */

interface Known {
  /** `x-genai-provider`. */
  name: string;
  /** The environment variable that holds a key. */
  variable: string;
}

const KNOWN: Record<string, Known> = {
  openai: { name: 'openai', variable: 'OPENAI_API_KEY' },
  anthropic: { name: 'anthropic', variable: 'ANTHROPIC_API_KEY' },
  cohere: { name: 'cohere', variable: 'COHERE_API_KEY' },
  groq: { name: 'groq', variable: 'GROQ_API_KEY' },
  deepseek: { name: 'deepseek', variable: 'DEEPSEEK_API_KEY' },
  perplexity: { name: 'perplexity', variable: 'PERPLEXITY_API_KEY' },
  together: { name: 'together', variable: 'TOGETHER_API_KEY' },
  fireworks: { name: 'fireworks', variable: 'FIREWORKS_API_KEY' },
  openrouter: { name: 'openrouter', variable: 'OPENROUTER_API_KEY' },
  cerebras: { name: 'cerebras', variable: 'CEREBRAS_API_KEY' },
  sambanova: { name: 'sambanova', variable: 'SAMBANOVA_API_KEY' },
  nvidia: { name: 'nvidia', variable: 'NVIDIA_API_KEY' },
  ollama: { name: 'ollama', variable: 'OLLAMA_API_KEY' },
  vllm: { name: 'vllm', variable: 'VLLM_API_KEY' },
  x_ai: { name: 'xai', variable: 'XAI_API_KEY' },
  mistral_ai: { name: 'mistral', variable: 'MISTRAL_API_KEY' },
  'gcp.gemini': { name: 'google-gemini', variable: 'GEMINI_API_KEY' },
  'gcp.vertex_ai': { name: 'gcp-vertex-ai', variable: 'VERTEX_ACCESS_TOKEN' },
  'aws.bedrock': { name: 'aws-bedrock', variable: 'AWS_BEARER_TOKEN_BEDROCK' },
  'azure.ai.openai': { name: 'azure-openai', variable: 'AZURE_OPENAI_API_KEY' },
};

/** What a provider of a deployment's own may be called, so that it is safe in a header. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/i;

/** Null for a name that no provider of a gateway can have. */
export function knownProvider(name: string | null): Known | null {
  if (name === null) return null;
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name] ?? null;
  return NAME.test(name) ? { name, variable: 'PROVIDER_API_KEY' } : null;
}
