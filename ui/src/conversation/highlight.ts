/** Code into pieces with the names of what they are. In a chunk of its own: the languages are large. */

import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import graphql from 'highlight.js/lib/languages/graphql';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import protobuf from 'highlight.js/lib/languages/protobuf';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scala from 'highlight.js/lib/languages/scala';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  graphql,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  markdown,
  php,
  protobuf,
  python,
  r,
  ruby,
  rust,
  scala,
  shell,
  sql,
  swift,
  typescript,
  xml,
  yaml,
});

/** A piece of code: a text, or pieces that are one thing together. */
export type Piece = string | { scopes: readonly string[]; pieces: Piece[] };

/** More is not looked at: expressions can be slow on what is written to make them so. */
const LONGEST = 30_000;

/** Null where the language is not known or the code is too long. */
export function highlight(code: string, language: string): Piece[] | null {
  if (code.length > LONGEST || !lowlight.registered(language)) return null;
  return lowlight.highlight(language, code).children.map(pieceOf);
}

type Root = ReturnType<typeof lowlight.highlight>;

function pieceOf(node: Root['children'][number]): Piece {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return '';
  const classes = Array.isArray(node.properties.className) ? node.properties.className : [];
  return {
    scopes: classes.map((name) => String(name).replace(/^hljs-/, '')),
    pieces: node.children.map(pieceOf),
  };
}
