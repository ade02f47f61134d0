import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** Writes `notices.txt`: the licences of all packages that are in the build, as most of them ask for. */
export function notices(): Plugin {
  return {
    name: 'notices',
    apply: 'build',
    generateBundle() {
      const roots = new Set<string>();
      for (const id of this.getModuleIds()) {
        const root = PACKAGE.exec(id.replace('\0', ''))?.[1];
        if (root !== undefined && existsSync(path.join(root, 'package.json'))) roots.add(root);
      }
      const source = [...roots].sort().map(noticeOf).join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'notices.txt', source: `${source}\n` });
    },
  };
}

function noticeOf(root: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf-8'));
  if (!license) throw new Error(`${name} names no licence`);
  const file = readdirSync(root).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(path.join(root, file), 'utf-8').trim()}`;
  return `${'-'.repeat(80)}\n${name} ${version} (${license})${text}`;
}
