/**
 * `npm run example:web` serves the page while one works on it; `npm run example:web:build` writes it for a web server.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  // Links are relative, so that the page works in any folder of a server.
  base: './',
  server: { host: '127.0.0.1', port: 5174, open: false },
  build: {
    outDir: '../../../.build/example-web',
    emptyOutDir: true,
    target: 'es2022',
    // What only Node has; a page calls nothing of it.
    rolldownOptions: { external: ['classic-level', 'werift'] },
    // In kB, before compression.
    chunkSizeWarningLimit: 700,
  },
});
