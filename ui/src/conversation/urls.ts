/**
 * Where a text of a stranger's may lead, and what it may show. Everything that makes a link or an image of span content
 * asks here.
 */

export interface SafeLink {
  /** Absolute, as the browser's own parser wrote it anew. */
  href: string;
  /** Where it leads, to be shown: the host in ASCII (`xn--…` for other letters), or the address of a mail. */
  host: string;
}

const LONGEST = 8_192;

/** A link to http, https or mailto; null for every other address, relative ones included, which would lead to our pages. */
export function safeLink(address: unknown): SafeLink | null {
  if (typeof address !== 'string' || address.length > LONGEST) return null;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === 'mailto:') {
    const [mailbox = ''] = url.pathname.split('?');
    return mailbox.includes('@') ? { href: `mailto:${mailbox}`, host: readable(mailbox) } : null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  // `https://bank.example@elsewhere.example/` is meant to be misread.
  if (url.username !== '' || url.password !== '' || url.host === '') return null;
  return { href: url.href, host: url.host };
}

function readable(mailbox: string): string {
  try {
    return decodeURIComponent(mailbox);
  } catch {
    return mailbox;
  }
}

const IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const AUDIO_TYPES = new Map([
  ['audio/wav', 'audio/wav'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/mpeg', 'audio/mpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/ogg', 'audio/ogg'],
  ['audio/opus', 'audio/ogg'],
  ['audio/flac', 'audio/flac'],
  ['audio/aac', 'audio/aac'],
  ['audio/webm', 'audio/webm'],
]);
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** A media type without its parameters, in lower case. */
export function bareType(type: string | null | undefined): string {
  return (type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** `data:` with an image that is shown as it stands: no SVG, which is a document. Null for everything else. */
export function imageSource(type: string | null | undefined, base64: string): string | null {
  const bare = bareType(type) === 'image/jpg' ? 'image/jpeg' : bareType(type) || imageTypeOf(base64);
  return IMAGE_TYPES.has(bare) ? dataAddress(bare, base64) : null;
}

/** `data:` with sound that is played as it stands; null for everything else. */
export function audioSource(type: string | null | undefined, base64: string): string | null {
  const known = AUDIO_TYPES.get(bareType(type) || audioTypeOf(base64));
  return known === undefined ? null : dataAddress(known, base64);
}

/** The image within a `data:` address, written anew; null for every other address. */
export function imageAddress(address: string): string | null {
  const found = /^data:([^,;]*)((?:;[^,;]*)*),(.*)$/is.exec(address.trim());
  if (!found || !/;\s*base64\s*$/i.test(found[2] ?? '')) return null;
  return imageSource(found[1], found[3] ?? '');
}

function dataAddress(type: string, base64: string): string | null {
  const data = base64.replace(/\s+/g, '');
  return BASE64.test(data) ? `data:${type};base64,${data.replace(/-/g, '+').replace(/_/g, '/')}` : null;
}

/** What data says about itself, where nobody else does: the base64 of the first bytes of each format. */
function imageTypeOf(base64: string): string {
  if (base64.startsWith('iVBORw0KGgo')) return 'image/png';
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('R0lGOD')) return 'image/gif';
  return base64.startsWith('UklGR') && atobHead(base64).slice(8, 12) === 'WEBP' ? 'image/webp' : '';
}

function audioTypeOf(base64: string): string {
  if (base64.startsWith('UklGR') && atobHead(base64).slice(8, 12) === 'WAVE') return 'audio/wav';
  if (base64.startsWith('SUQz') || base64.startsWith('//s') || base64.startsWith('//v')) return 'audio/mpeg';
  if (base64.startsWith('T2dnU')) return 'audio/ogg';
  return base64.startsWith('ZkxhQ') ? 'audio/flac' : '';
}

function atobHead(base64: string): string {
  try {
    return atob(base64.slice(0, 16));
  } catch {
    return '';
  }
}
