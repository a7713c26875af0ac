/**
 * `npm run inspector`: the command `inspect`, which here also shows what `npm run explore -- --story` and
 * `npm run fuzz` have left as files.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { processIo } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { asMessages, linesOf } from './as-messages.ts';

const given = process.argv.slice(2);
const path = given.find((argument) => argument.endsWith('.json'));
const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-inspect-'));
try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<number> {
  const found = path === undefined ? undefined : await asMessages(textOf(path));
  if (path === undefined || found === undefined) return run(['inspect', ...given], processIo());
  if (!found.ok) {
    process.stderr.write(`error: ${path}: ${found.error}\n`);
    return 1;
  }
  const trace = join(folder, basename(path));
  writeFileSync(trace, linesOf(found.value));
  return run(['inspect', ...given.map((argument) => (argument === path ? trace : argument))], processIo());
}

/** What cannot be read, the command itself says. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
