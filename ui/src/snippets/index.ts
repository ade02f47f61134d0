/** Lines to copy that connect an application to a project, filled in with its addresses. */

import type { Addresses, Snippet } from './addresses';
import { gatewayCurl, gatewayJavaScript, gatewayPython } from './gateway';
import {
  collectorConfig,
  environment,
  environmentGrpc,
  environmentPython,
  spansCurl,
  spansJavaScript,
  spansPython,
} from './spans';

import type { Way } from './ways';

export type { Addresses, Endpoints, Snippet, Syntax } from './addresses';
export { WAY_NAMES, WAYS, type Way } from './ways';

const SNIPPETS: Record<Way, readonly ((addresses: Addresses) => Snippet)[]> = {
  python: [gatewayPython, spansPython],
  javascript: [gatewayJavaScript, spansJavaScript],
  curl: [gatewayCurl, spansCurl],
  environment: [environmentPython, environment, environmentGrpc],
  collector: [collectorConfig],
};

export function snippetsOf(way: Way, addresses: Addresses): Snippet[] {
  return SNIPPETS[way].map((make) => make(addresses));
}

/** Where the lines look for the key. `secret` is one that was just made; without it a place is left for yours. */
export function keyExport(secret?: string): string {
  return `export TO11_API_KEY=${secret ?? 'to11_live_...'}`;
}
