/**
 * `npm run mutate`: breaks the machines, the tables of decisions and src/transform in every place, one at a time, and
 * says what nobody notices. See docs/mutation.md.
 *
 * 0: each mutant is seen, equivalent, or named with a reason. 1: one is not, or a reason is stale. 2: the command line
 * is wrong. 130: Ctrl-C.
 */
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { assertNever } from '../../src/base/errors.ts';
import { counted, integer, listenForStop, refuseCommandLine } from '../support/command-line.ts';
import { createProgress, describeTimeLeft } from '../support/progress.ts';
import type { Mutant } from './campaign.ts';
import type { Judged } from './judgement.ts';
import { isSurvivor, killerOf } from './judgement.ts';
import { describeCounts, describeStale, describeSurvivors } from './report.ts';
import { readSaved, writeSaved } from './saved.ts';
import type { SavedFault } from './saved.ts';
import { SUBJECTS } from './subjects.ts';
import { NAMED_SURVIVORS } from './survivors.ts';
import { TRANSFORM, TRANSFORM_FILES, judgeFile } from './transform.ts';

/** What is asked for. */
interface Asked {
  readonly subject?: string;
  readonly mutant?: string;
  readonly every?: number;
}

interface Given extends Asked {
  readonly jobs: number;
  readonly save: string;
  readonly resume?: string;
}

const NAMES = [...SUBJECTS.map(({ name }) => name), TRANSFORM];
/** Memory is 300 MB each, and no machine here is slow enough to need more. */
const MOST_JOBS = 8;
const SAVE = '.build/mutation.jsonl';
const WORDS = '{done} of {all} mutants, {killed} killed, {survivors} survive, {rate}/s, {left} left';
const PROGRESS = {
  bar: WORDS,
  line: WORDS,
  first: { done: '0', all: '?', killed: '0', survivors: '0', rate: '0', left: '?' },
};

const program = new Command('mutate')
  .description('Breaks machines, tables of decisions and src/transform in one place at a time; tells what goes unseen.')
  .addOption(new Option('--subject <name>', 'only this; all of them otherwise').choices(NAMES))
  .option('--mutant <text>', 'only mutants with this in their names; not for transform')
  .option('--every <n>', 'only each n-th mutant, for a quick look; not for transform', integer(1, 10_000))
  .option(
    '--jobs <n>',
    'how many are judged at once',
    integer(1, MOST_JOBS),
    Math.min(availableParallelism(), MOST_JOBS),
  )
  .option('--save <file>', 'where all that was found out is left, at the end and at Ctrl-C', SAVE)
  .option('--resume <file>', 'go on with such a file; only --jobs and --save may be given beside it')
  .showHelpAfterError('try: npm run mutate -- --help')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

process.exitCode = await main(program.opts<Given>());

async function main({ jobs, save, resume, ...given }: Given): Promise<number> {
  let asked: Asked = given;
  let known: readonly Judged[] = [];
  if (resume !== undefined) {
    const read = readSaved(resume);
    if (!read.ok) return refuseCommandLine('mutate', describeSavedFault(read.error, resume));
    if (Object.keys(given).length > 0)
      return refuseCommandLine('mutate', '--resume: the file says what is asked for; leave it out');
    asked = read.value.options as Asked;
    known = read.value.judged;
  }
  const isPart = asked.mutant !== undefined || asked.every !== undefined;
  if (asked.subject === TRANSFORM && isPart)
    return refuseCommandLine('mutate', '--mutant and --every are for machines, not for transform');
  // Vitest and the machines take a second to load, which a wrong command line does not have to wait for.
  const { listMutants } = await import('./campaign.ts');
  const all = (await listMutants(asked.subject === undefined ? NAMES : [asked.subject]))
    .filter(({ mutant }) => mutant.includes(asked.mutant ?? ''))
    .filter((_, index) => index % (asked.every ?? 1) === 0);
  const files = isPart || (asked.subject ?? TRANSFORM) !== TRANSFORM ? [] : TRANSFORM_FILES;
  if (all.length + files.length === 0)
    return refuseCommandLine('mutate', `--mutant: no mutant has "${asked.mutant ?? ''}" in its name`);
  const judged = [...known];
  let isStopped: boolean;
  try {
    isStopped = await judgeAll({ all, files, judged, jobs });
  } finally {
    // Also where a bug ends it: half an hour's work is not lost.
    writeSaved(save, { options: asked, judged });
  }
  return conclude({ judged, isStopped }, save, isPart);
}

interface Work {
  readonly all: readonly Mutant[];
  readonly files: readonly string[];
  /** What is known; what is found out is added. */
  readonly judged: Judged[];
  readonly jobs: number;
}

interface Run {
  readonly judged: readonly Judged[];
  readonly isStopped: boolean;
}

/** Says whether it was stopped. */
async function judgeAll({ all, files, judged, jobs }: Work): Promise<boolean> {
  const { signal, forget } = listenForStop();
  const known = judged.length;
  const isKnown = new Set(judged.map(({ subject, mutant }) => `${subject}: ${mutant}`));
  const left = all.filter(({ subject, mutant }) => !isKnown.has(`${subject}: ${mutant}`));
  const filesLeft = files.filter((file) => !judged.some(({ mutant }) => mutant.startsWith(`${file}: `)));
  // Before the first word, so that whoever reads it and stops finds one mutant under way.
  const { runCampaign } = await import('./campaign.ts');
  console.log(`${counted(left.length)} mutants of machines, ${filesLeft.length} files of src/transform`);
  const display = createProgress(PROGRESS);
  const counting = { at: performance.now(), done: 0, total: left.length };
  const onJudged = (each: Judged) => {
    judged.push(each);
    counting.done += 1;
    const rate = (counting.done / (performance.now() - counting.at)) * 1000;
    const survivors = judged.filter(({ judgement }) => isSurvivor(judgement)).length;
    const killed = judged.filter(({ judgement }) => killerOf(judgement) !== undefined).length;
    const total = known + counting.total;
    const leftSeconds = (counting.total - counting.done) / rate;
    display.update(judged.length, total, {
      ...{ done: counted(judged.length), all: counted(total), killed: counted(killed), survivors: counted(survivors) },
      ...{ rate: rate.toFixed(1), left: describeTimeLeft(leftSeconds) },
    });
  };
  await runCampaign({ mutants: left, jobs, isOver: () => signal.aborted, onJudged });
  const onPlanned = (count: number) => {
    counting.total += count;
  };
  for (const file of filesLeft) {
    if (signal.aborted) break;
    const before = judged.length;
    let isWhole = false;
    try {
      isWhole = await judgeFile(file, { jobs, signal, onPlanned, onJudged });
    } finally {
      // A file is judged whole or not at all: that is how one goes on.
      if (!isWhole) judged.splice(before);
    }
  }
  display.stop();
  forget();
  return signal.aborted;
}

function conclude({ judged, isStopped }: Run, save: string, isPart: boolean): number {
  for (const line of describeCounts(judged, NAMED_SURVIVORS)) console.log(line);
  if (isStopped) {
    console.log(`to go on: npm run mutate -- --resume ${save}`);
    return 130;
  }
  const faults = [...describeSurvivors(judged, NAMED_SURVIVORS), ...describeStale(judged, NAMED_SURVIVORS, !isPart)];
  for (const fault of faults) console.log(`\n${fault}`);
  console.log(`each judgement: ${save}`);
  return faults.length === 0 ? 0 : 1;
}

function describeSavedFault(fault: SavedFault, path: string): string {
  switch (fault) {
    case 'missing':
      return `--resume: ${path} cannot be read`;
    case 'notSaved':
      return `--resume: ${path} is no file of this command`;
    case 'otherSources':
      return `--resume: ${path} was made with other sources than these; begin anew`;
    default:
      return assertNever(fault);
  }
}
