/** How texts are split before they are shown: where the gateway cut them, and where they are too long to show whole. */

/** What the gateway writes where it left out the middle of a text. */
const CUT = /\[\.\.\. cut: (\d+) bytes in all \.\.\.\]/;

export interface Piece {
  text: string;
  /** Bytes that the whole text had, where it was cut after this piece. */
  cutOf: number | null;
}

/** A text at the places where it was cut. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let rest = text;
  // A text is cut once; that it says so again is its own business, up to a point.
  for (let cuts = 0; cuts < 8; cuts += 1) {
    const mark = CUT.exec(rest);
    if (!mark) break;
    found.push({ text: rest.slice(0, mark.index), cutOf: Number(mark[1]) });
    rest = rest.slice(mark.index + mark[0].length);
  }
  return [...found, { text: rest, cutOf: null }];
}

/** Characters and lines of a text that are shown before it is unfolded. */
export const FOLD = { characters: 6_000, lines: 60 } as const;

/** The beginning of a text, up to the end of a line or word where one is near; null when all of it is short enough. */
export function beginning(text: string, fold: { characters: number; lines: number } = FOLD): string | null {
  let end = 0;
  for (let line = 0; line < fold.lines && end >= 0 && end <= fold.characters; line += 1)
    end = text.indexOf('\n', end + 1);
  if (end < 0 && text.length <= fold.characters) return null;
  if (end >= 0 && end <= fold.characters) return text.length - end < 200 ? null : text.slice(0, end);
  // A little more is not worth a button.
  if (text.length <= fold.characters * 1.1) return null;
  const limit = fold.characters;
  const near = Math.max(text.lastIndexOf('\n', limit), text.lastIndexOf(' ', limit));
  return whole(text, near > limit * 0.8 ? near : limit);
}

/** Never half of a character of two. */
function whole(text: string, end: number): string {
  const code = text.charCodeAt(end - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end);
}

/** A long text in blocks of whole lines, so that the browser lays out only those in view. */
export function blocks(text: string, size = 8_000): string[] {
  const found: string[] = [];
  let start = 0;
  while (text.length - start > size) {
    const end = text.indexOf('\n', start + size);
    if (end < 0) break;
    found.push(text.slice(start, end));
    start = end + 1;
  }
  return [...found, text.slice(start)];
}

/** The first words of a text on one line, for where it is folded away. */
export function preview(text: string, length = 120): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > length || text.length > length * 4 ? `${whole(line, length).trimEnd()}…` : line;
}

/** `12.3 kB`-ready: bytes that a text takes in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
