/** The command `inspect`, which here also shows what exploring and fuzzing have left as files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CliIo } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { asMessages, linesOf } from './as-messages.ts';

/** What the command says and answers, for arguments as `npm run inspector` has them. */
export async function show(given: readonly string[], io: CliIo): Promise<number> {
  const path = given.find((argument) => argument.endsWith('.json'));
  const found = path === undefined ? undefined : await asMessages(textOf(path));
  if (path === undefined || found === undefined) return run(['inspect', ...given], io);
  if (!found.ok) {
    io.err(`error: ${path}: ${found.error}\n`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-inspect-'));
  try {
    const trace = join(folder, basename(path));
    writeFileSync(trace, linesOf(found.value));
    return await run(['inspect', ...given.map((argument) => (argument === path ? trace : argument))], io);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What cannot be read, the command itself says. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
