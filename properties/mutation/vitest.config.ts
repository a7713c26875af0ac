/** How the tests run over mutants: what test/machines expects, without the committed tables. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/machines/*.test.ts'],
    exclude: ['test/machines/tables.test.ts'],
    setupFiles: ['properties/mutation/tests-of-mutants.setup.ts'],
    pool: 'threads',
    isolate: false,
    bail: 1,
  },
});
