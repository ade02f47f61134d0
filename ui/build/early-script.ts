import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, transformWithEsbuild } from 'vite';

/** A small script that runs before the first paint: hashed into /assets, and asked for in the head, blocking. */
export function earlyScript(source: string): Plugin {
  let building = false;
  let reference = '';
  return {
    name: 'early-script',
    configResolved(config) {
      building = config.command === 'build' && config.mode !== 'test';
    },
    async buildStart() {
      if (!building) return;
      const { code } = await transformWithEsbuild(readFileSync(source, 'utf-8'), source, { minify: true });
      reference = this.emitFile({ type: 'asset', name: path.basename(source), source: code });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, context) {
        const asset = Object.values(context.bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes(path.basename(source)),
        );
        if (building && (!reference || !asset)) throw new Error(`${source} was not built`);
        const src = asset ? `/${asset.fileName}` : `/${source}`;
        return { html, tags: [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }] };
      },
    },
  };
}
