/** The inspector's page stays small: what a browser loads before it meets a machine that it does not know. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readPage } from '../../src/cli/inspect/page-files.ts';
import { valueOf } from '../omemo/value-of.ts';

test('the page is at most 150 kB, compressed, and the layout engine a file of its own', () => {
  const files = [...valueOf(readPage())].filter(([path]) => path !== '/');
  const engine = files.filter(([path]) => path.includes('lay-out'));
  expect(engine).toHaveLength(1);
  const sizes = files
    .filter((file) => !engine.includes(file))
    .map(([, { content }]) => gzipSync(content, { level: 9 }).length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  expect(all).toBeGreaterThan(10_000);
  expect(all).toBeLessThan(150_000);
});
