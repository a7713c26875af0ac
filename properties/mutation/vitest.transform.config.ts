/** How the tests of src/transform run over mutants: with one seed, so that a survivor is one again. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Stryker runs this file in a copy of the project.
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/transform/*.test.ts', 'properties/transform/*.properties.ts'],
    setupFiles: ['test/setup/properties.ts'],
    env: { FAST_CHECK_SEED: '1' },
  },
});
