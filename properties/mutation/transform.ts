/** Mutants of src/transform, made and judged by Stryker, one file of it at a time. */
import { fork } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Judged } from './judgement.ts';
import type { FromStryker, StrykerMutant } from './stryker-words.ts';

export const TRANSFORM = 'transform';

const FOLDER = 'src/transform';
export const TRANSFORM_FILES: readonly string[] = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));

/** Where it copies the project to; it leaves the copy there when it is stopped. */
const STRYKER_FOLDER = '.build/stryker';
const STRYKER = fileURLToPath(new URL('stryker.mjs', import.meta.url));

interface FileJudge {
  readonly jobs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** How many mutants the file has. */
  readonly onPlanned: (count: number) => void;
  readonly onJudged: (judged: Judged) => void;
}

/**
 * Judges every mutant of a file, and says whether it came to the end.
 *
 * @throws if Stryker does not work
 */
export async function judgeFile(file: string, { jobs, signal, onPlanned, onJudged }: FileJudge): Promise<boolean> {
  const path = `${FOLDER}/${file}`;
  const nameOf = createNames(file, readFileSync(path, 'utf8'));
  // Ctrl-C is heard by all processes of a terminal: this one alone says what follows.
  const child = fork(STRYKER, [path, String(jobs), STRYKER_FOLDER], { detached: true, silent: true });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  child.on('message', (message: FromStryker) => {
    if (typeof message === 'number') onPlanned(message);
    else onJudged({ subject: TRANSFORM, mutant: nameOf(message), judgement: judgementOf(message) });
  });
  const status = await new Promise((resolve) => child.on('exit', resolve));
  signal.removeEventListener('abort', stop);
  if (signal.aborted) {
    rmSync(STRYKER_FOLDER, { recursive: true, force: true });
    return false;
  }
  if (status !== 0) throw new Error(`Stryker has ended with ${String(status)}: ${Buffer.concat(said).toString()}`);
  return true;
}

function judgementOf({ status, killedBy }: StrykerMutant): Judged['judgement'] {
  const isSeen = status === 'Killed' || status === 'Timeout' || status === 'RuntimeError';
  return { isEquivalent: false, findings: isSeen ? { tests: killedBy ?? status } : {}, story: status };
}

/** `binding.ts: a === b -> a !== b`, without line numbers, which change; the second of equal ones ends in ` (2)`. */
function createNames(file: string, text: string): (mutant: StrykerMutant) => string {
  const lines = text.split('\n');
  const places = new Map<string, string[]>();
  return ({ location: { start, end }, replacement }) => {
    const covered = lines.slice(start.line - 1, end.line);
    const last = covered.length - 1;
    const cut = covered.map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    );
    const name = `${file}: ${oneLine(cut.join(' '))} -> ${oneLine(replacement)}`;
    const place = `${start.line}:${start.column}`;
    const known = places.get(name) ?? [];
    if (!known.includes(place)) places.set(name, [...known, place]);
    const number = (places.get(name) ?? []).indexOf(place) + 1;
    return number === 1 ? name : `${name} (${number})`;
  };
}

function oneLine(code: string): string {
  return code.replaceAll(/\s+/g, ' ').trim();
}
