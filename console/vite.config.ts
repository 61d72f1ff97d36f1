import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where the door finds the console on the class path. */
const CLASSES = 'target/classes/io/fastflight/console';
const MAX_SCRIPT_BYTES = 500_000;

/** Fails a build whose scripts are over the budget, compressed. */
function budget(): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    async closeBundle() {
      let bytes = 0;
      for (const file of await readdir(`${CLASSES}/assets`)) {
        if (file.endsWith('.js')) bytes += gzipSync(await readFile(`${CLASSES}/assets/${file}`)).length;
      }
      if (bytes > MAX_SCRIPT_BYTES) throw new Error(`The scripts have ${bytes} bytes compressed; ${MAX_SCRIPT_BYTES} are allowed.`);
      this.info(`${bytes} of ${MAX_SCRIPT_BYTES} bytes of compressed scripts`);
    },
  };
}

export default defineConfig({
  root: 'src/main/web',
  base: './', // works below any path a proxy puts in front
  plugins: [budget()],
  build: {
    outDir: `../../../${CLASSES}`,
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0, // the content security policy has no data: addresses
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
  // The dev server stands before a FastFlight server on this machine.
  server: { proxy: { '/fastflight': 'http://127.0.0.1:8000' } },
  test: { root: '.', include: ['src/test/web/**/*.test.ts'], environment: 'node', pool: 'threads', isolate: false },
});
