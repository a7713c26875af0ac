/**
 * The inspector's page: everything it needs in `dist/inspector`, so that a file host can serve it. ELK, which lays out
 * machines that the page does not know, is a file of its own that is loaded when it is needed.
 */

import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/inspect/page',
  base: './',
  logLevel: 'warn',
  build: {
    outDir: '../../../dist/inspector',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
  },
});
