/**
 * `npm run tables`: writes the tables, the drawings and the page that are generated from the machines. `tables.test.ts`
 * keeps them fresh.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { chartFiles } from './chart-files.ts';
import { committedFiles } from './committed-tables.ts';

for (const { path, text } of [...committedFiles(), ...(await chartFiles())]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${path}: ${text.split('\n').length} lines\n`);
}
