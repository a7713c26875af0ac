/** Runs that broke a promise, each in a file of its own: what was done, as a list, and never a seed. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TARGET_NAMES } from './target.ts';
import type { TargetName } from './target.ts';

export const FOUND_FOLDER = 'test/regression/found';

export interface FoundFile {
  readonly format: 'omemo-calls/found';
  readonly version: 1;
  readonly target: TargetName;
  /** What went wrong when it was found. */
  readonly shows: string;
  readonly run: unknown;
}

/** Writes it, under a name that follows from the run alone. Answers the path. */
export function writeFound(folder: string, found: Pick<FoundFile, 'run' | 'shows' | 'target'>): string {
  const hash = createHash('sha256').update(JSON.stringify(found.run)).digest('hex').slice(0, 12);
  const path = join(folder, `${found.target}-${hash}.json`);
  const file: FoundFile = { format: 'omemo-calls/found', version: 1, ...found };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  return path;
}

/**
 * Every file of the folder.
 *
 * @throws Error  for one that is no such file: it would otherwise be a regression test that tests nothing
 */
export function readFound(folder: string): readonly { readonly name: string; readonly found: FoundFile }[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const found = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Partial<FoundFile>;
    const isKnown = found.format === 'omemo-calls/found' && found.version === 1 && isTargetName(found.target);
    if (!isKnown || found.run === undefined) throw new Error(`${name} is no run that fuzzing found`);
    return { name, found: found as FoundFile };
  });
}

function isTargetName(name: unknown): name is TargetName {
  return (TARGET_NAMES as readonly unknown[]).includes(name);
}
