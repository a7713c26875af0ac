/**
 * `npm run playground` serves the page while one works on it; `npm run playground:build` writes it for any web server.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Links are relative, so that the page works in any folder of a server.
  base: './',
  server: { host: '127.0.0.1', port: 5173, open: false },
  build: { outDir: '../../.build/playground', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2_000 },
});
