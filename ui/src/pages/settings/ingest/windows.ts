/** How far back the account with the collector is looked at. */

export const WINDOWS = ['1h', '8h', '24h', '7d'] as const;
export type IngestWindow = (typeof WINDOWS)[number];

export const DEFAULT_WINDOW: IngestWindow = '24h';

export const WINDOW_NAMES: Record<IngestWindow, string> = {
  '1h': '1 hour',
  '8h': '8 hours',
  '24h': '24 hours',
  '7d': '7 days',
};
