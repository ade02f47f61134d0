/** Ways to connect, in the order in which they are offered. */

export const WAYS = ['python', 'javascript', 'curl', 'environment', 'collector'] as const;
export type Way = (typeof WAYS)[number];

export const WAY_NAMES: Record<Way, string> = {
  python: 'Python',
  javascript: 'JavaScript',
  curl: 'curl',
  environment: 'OTLP variables',
  collector: 'Collector',
};
