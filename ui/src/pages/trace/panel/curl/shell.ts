/** Words for a POSIX shell. What is quoted here was written by strangers. */

/** A word that the shell takes as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Longer words do not fit: Linux takes 128 KiB for one argument. */
const LONGEST_WORD = 100_000;
const END = 'TO11_BODY';

/**
 * A curl command that posts JSON. `headers` are words of the shell already, as they may name variables. `json` is
 * `readableJson`, whose lines are never `END`.
 */
export function curl(address: string, headers: readonly string[], json: string, stream: boolean): string {
  const start = [`curl${stream ? ' -N' : ''} ${quoted(address)}`, ...headers.map((header) => `-H ${header}`)];
  const long = new TextEncoder().encode(json).length > LONGEST_WORD;
  return long
    ? `${[...start, `--data-binary @- <<'${END}'`].join(' \\\n  ')}\n${json}\n${END}\n`
    : [...start, `--data-raw ${quoted(json)}`].join(' \\\n  ');
}

/**
 * Characters that a terminal acts on, or that hide what stands there, are told by their code, as JSON can: who pastes
 * a command sees what it says.
 */
export function readableJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
