// Writes src/api/schema.d.ts from the API's OpenAPI document; with --check it only says whether it is stale.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = fileURLToPath(new URL('../src/api/schema.d.ts', import.meta.url));
const python = process.env.PYTHON ?? `${root}.venv/bin/python`;
const check = process.argv.includes('--check');

if (python.includes('/') && !existsSync(python)) {
  console.error(`No Python at ${python}: run \`make setup\` first, or say PYTHON=...`);
  process.exit(1);
}
const document = execFileSync(python, [`${root}scripts/openapi.py`], {
  maxBuffer: 64 << 20,
  encoding: 'utf-8',
});
const head = '// Made by `npm run types` from the OpenAPI document of the API. Not edited by hand.\n\n';
const types = head + astToString(await openapiTS(JSON.parse(document), { alphabetize: true }));
const stale = !existsSync(target) || readFileSync(target, 'utf-8') !== types;

if (check && stale) {
  console.error('src/api/schema.d.ts does not say what the API says: run `npm run types` in ui/.');
  process.exit(1);
}
if (!check && stale) writeFileSync(target, types);
console.log(`Types of the API: ${stale ? 'written anew' : 'as the API says'}.`);
