import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { compressed } from './build/compressed';
import { earlyScript } from './build/early-script';
import { notices } from './build/notices';

/** Where `npm run dev` finds the API. */
const API = process.env.TO11_API ?? 'http://127.0.0.1:4500';

/** The API takes what changes something from its own pages alone, and the page of `npm run dev` stands in for one. */
const toApi: ProxyOptions = {
  target: API,
  configure: (proxy) => {
    proxy.on('proxyReq', (request) => {
      if (request.hasHeader('origin')) request.setHeader('origin', API);
    });
  },
};

/** What changes with its own releases alone is a file of its own, which browsers then keep. */
const FRAMEWORK =
  /node_modules\/(react|react-dom|scheduler|@tanstack\/((react-)?(query|router)(-core)?|history|(react-)?store))\//;

export default defineConfig({
  base: '/',
  plugins: [react(), earlyScript('src/boot/theme.js'), notices(), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../src/to11/api/explorer',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: { output: { manualChunks: (id) => (FRAMEWORK.test(id) ? 'framework' : undefined) } },
  },
  server: { port: 4501, proxy: { '/v1': toApi, '/openapi.json': toApi, '/docs': toApi } },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://127.0.0.1:4500/' } },
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
