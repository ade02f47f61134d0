// How much a browser loads before it shows the trace list: everything that the entry and that page import, gzipped.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LIMIT_KB = 300;
const built = fileURLToPath(new URL('../../src/to11/api/explorer/', import.meta.url));
const manifestFile = `${built}.vite/manifest.json`;

if (!existsSync(manifestFile)) {
  console.error('The explorer is not built: run `npm run build` in ui/.');
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf-8'));
const files = new Set(['index.html']);
const visit = (key) => {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`${key} is not in the manifest`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const needed of chunk.imports ?? []) visit(needed);
};
visit('index.html');
visit('src/pages/traces/page.tsx');

const bytes = [...files].reduce((sum, file) => sum + readFileSync(`${built}${file}.gz`).length, 0);
const figure = `${(bytes / 1000).toFixed(1)} kB gzip in ${files.size} files (limit ${LIMIT_KB} kB)`;
if (bytes > LIMIT_KB * 1000) {
  console.error(`First load of the trace list is too large: ${figure}`);
  process.exit(1);
}
console.log(`First load of the trace list: ${figure}`);
