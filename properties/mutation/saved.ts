/** What is known so far, in a file, to go on with or to look at. Written beside its place first. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../../src/base/result.ts';
import { err, ok } from '../../src/base/result.ts';
import type { Judged } from './judgement.ts';

const FORMAT = 'omemo-calls/mutation';

export interface Saved {
  /** What was asked for. */
  readonly options: unknown;
  readonly judged: readonly Judged[];
}

export type SavedFault = 'missing' | 'notSaved' | 'otherSources';

/** What the judgements depend on. */
const SOURCES = ['machines', 'properties', 'src/base', 'src/transform', 'test/machines', 'test/transform'];

export function writeSaved(path: string, { options, judged }: Saved): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  const header = { format: FORMAT, sources: hashOfSources(), options };
  writeFileSync(unfinished, [header, ...judged].map((line) => `${JSON.stringify(line)}\n`).join(''));
  renameSync(unfinished, path);
}

export function readSaved(path: string): Result<Saved, SavedFault> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return err('missing');
  }
  const [header, ...judged] = linesOf(text) ?? [];
  if (header?.['format'] !== FORMAT) return err('notSaved');
  if (header['sources'] !== hashOfSources()) return err('otherSources');
  return ok({ options: header['options'], judged: judged as unknown as readonly Judged[] });
}

function linesOf(text: string): readonly Record<string, unknown>[] | undefined {
  try {
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of SOURCES) {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
    for (const path of paths.toSorted()) hash.update(`${folder}/${path}\n`).update(readFileSync(join(folder, path)));
  }
  return hash.digest('hex');
}
