/** What is generated from the machines and kept in the repository is what they are now. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { committedFiles } from '../../properties/model/committed-tables.ts';

describe('files generated from the machines', () => {
  test.each(committedFiles())(
    '$path is fresh: else run `npm run tables` and review the difference',
    ({ path, text }) => {
      expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
    },
  );
});
