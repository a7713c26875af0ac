/** What is generated from the machines and kept in the repository is what they are now. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chartFiles } from '../../properties/model/chart-files.ts';
import { committedFiles } from '../../properties/model/committed-tables.ts';

describe('files generated from the machines', async () => {
  const files = [...committedFiles(), ...(await chartFiles())];
  test.each(files)('$path is fresh: else run `npm run tables` and review the difference', ({ path, text }) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
  });
});
