/**
 * `npm run fuzz`: draws runs, checks them, says how far it is, and writes down what broke a promise. See
 * docs/guides/fuzzing.md.
 *
 * 0: everything that was tried is as it should be. 1: a promise was broken, and written down. 2: the command line is
 * wrong. 130: Ctrl-C.
 */
import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runCampaign } from './campaign.ts';
import type { CampaignResult, TargetCounts } from './campaign.ts';
import { FOUND_FOLDER, writeFound } from './found.ts';
import { counted, integer, listenForStop } from '../support/command-line.ts';
import { createProgress, describeTimeLeft } from '../support/progress.ts';
import { describeCounts } from './report.ts';
import { TARGET_NAMES } from './target.ts';
import type { TargetName } from './target.ts';

interface Given {
  readonly target?: TargetName;
  readonly seed?: number;
  readonly shard: { readonly index: number; readonly of: number };
  readonly minutes?: number;
  readonly runs?: number;
  readonly found: string;
}

const MINUTES = 5;
const MOST_SEED = 2 ** 31 - 1;
const WORDS = '{runs} runs, {stanzas} stanzas, {rate} stanzas/s, {left} left';
const PROGRESS = { bar: WORDS, line: WORDS, first: { runs: '0', stanzas: '0', rate: '0', left: '?' } };

const program = new Command('fuzz')
  .description('Does to cores and machines what nobody expects, and tells which promise is broken.')
  .addOption(new Option('--target <name>', 'only this; all of them otherwise').choices(TARGET_NAMES))
  .option('--minutes <n>', `stop after so long; ${MINUTES} where no --runs is given`, positive)
  .option('--runs <n>', 'stop after so many runs of each target', integer(1, 1_000_000_000))
  .option('--seed <n>', `what is drawn, 0 to ${MOST_SEED}; drawn and told otherwise`, integer(0, MOST_SEED))
  .option('--shard <i/n>', 'the i-th of n parts of the work, for several processes', shardOf, { index: 1, of: 1 })
  .option('--found <folder>', 'where a run that broke a promise is written', FOUND_FOLDER)
  .showHelpAfterError('try: npm run fuzz -- --help')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

process.exitCode = await main(program.opts<Given>());

async function main(given: Given): Promise<number> {
  const { target, shard, runs, minutes = runs === undefined ? MINUTES : undefined } = given;
  const seed = given.seed ?? randomInt(MOST_SEED);
  const names = target === undefined ? TARGET_NAMES : [target];
  const until = [runs === undefined ? [] : `${counted(runs)} runs each`, minutes === undefined ? [] : `${minutes} min`];
  const { signal } = listenForStop();
  console.log(`${names.join(', ')}; seed ${seed}, shard ${shard.index}/${shard.of}; ${until.flat().join(' or ')}`);
  // Whole cores take a second to load, which a wrong command line does not have to wait for.
  const { createTarget } = await import('./targets.ts');
  const begunAt = performance.now();
  const lastsMs = (minutes ?? Infinity) * 60_000;
  const display = createProgress(PROGRESS);
  const result = await runCampaign({
    targets: names.map(createTarget),
    seed,
    shard,
    runs,
    isOver: () => signal.aborted || performance.now() - begunAt > lastsMs,
    onRun: (counts) => {
      const { share, words } = progressOf(counts, performance.now() - begunAt, lastsMs, runs);
      display.update(Math.floor(100 * share), 100, words);
    },
  });
  display.stop();
  console.log(describeCounts(result));
  return conclude(result, given, signal.aborted);
}

function progressOf(counts: readonly TargetCounts[], passedMs: number, lastsMs: number, runs = Infinity) {
  const sum = (name: 'runs' | 'stanzas') => counts.reduce((total, each) => total + each.counts.sums[name], 0);
  const share = Math.max(passedMs / lastsMs, sum('runs') / (runs * counts.length));
  const leftSeconds = (passedMs / share - passedMs) / 1000;
  const stanzas = sum('stanzas');
  const done = { runs: counted(sum('runs')), stanzas: counted(stanzas) };
  return { share, words: { ...done, rate: counted((stanzas / passedMs) * 1000), left: describeTimeLeft(leftSeconds) } };
}

function conclude({ finding, nextSeed, isComplete }: CampaignResult, given: Given, isStopped: boolean): number {
  const { shard, found, target } = given;
  if (finding !== undefined) {
    const name = finding.target.name as TargetName;
    const path = writeFound(found, { target: name, shows: finding.because, run: finding.run });
    console.log(`\nVIOLATION in ${name}, seed ${finding.seed}: ${finding.target.sentence}\n${finding.because}`);
    console.log(`\nthe run, made smaller ${finding.shrinks} times: ${path}`);
    console.log('to play it again: npx vitest run test/regression/found.test.ts');
    console.log(`to see it: npm run inspector -- ${path}`);
    return 1;
  }
  console.log('every promise was kept');
  if (!isComplete) {
    const same = target === undefined ? '' : ` --target ${target}`;
    const part = shard.of === 1 ? '' : ` --shard ${shard.index}/${shard.of}`;
    console.log(`to go on: npm run fuzz -- --seed ${nextSeed}${part}${same}`);
  }
  return isStopped ? 130 : 0;
}

function shardOf(text: string): Given['shard'] {
  const [index = 0, of = 0] = /^\d{1,4}\/\d{1,4}$/.test(text) ? text.split('/').map(Number) : [];
  if (index < 1 || index > of) throw new InvalidArgumentError('It takes a part and how many there are, such as 2/4.');
  return { index, of };
}

function positive(text: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0)
    throw new InvalidArgumentError('It takes a number of minutes, such as 10.');
  return value;
}
