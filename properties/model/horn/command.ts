/**
 * `npm run z3`: asks Z3 every question, tells the answers and how the attacks go, and exits with 1 where an answer is
 * not the expected one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { versionOf } from '../../../test/run/tools.mjs';
import { positiveInteger, runWithTools } from '../engine-command.ts';
import { CLAIMS } from './claims.ts';
import type { ClaimName } from './claims.ts';
import { clausesOf, judge } from './judge.ts';
import { QUERIES } from './queries.ts';
import type { Query } from './queries.ts';
import type { Answered } from './report.ts';
import { isAsExpected, writeFileText, writeRow, writeStory, writeSummary } from './report.ts';
import { writeQuery } from './smt.ts';
import { BAD } from './terms.ts';
import { DEFAULT_LIMITS } from './z3.ts';
import type { Z3Limits } from './z3.ts';

interface Options extends Z3Limits {
  readonly claim?: readonly ClaimName[];
  readonly stories: boolean;
  readonly write?: string;
}

const CLAIM_NAMES = Object.keys(CLAIMS) as readonly ClaimName[];

const program = new Command('npm run z3 --')
  .description('What holds for any number of devices, accounts and calls, and what does not: Horn clauses, by Z3.')
  .addOption(new Option('--claim <names...>', 'only these claims').choices(CLAIM_NAMES))
  .option('--no-stories', 'the answers only, not how the attacks go')
  .option('--write <folder>', 'write what Z3 would be asked as files instead, and do not ask it')
  .option('--seconds <count>', 'the most time for a question', positiveInteger, DEFAULT_LIMITS.seconds)
  .option('--megabytes <count>', 'the most memory for a question', positiveInteger, DEFAULT_LIMITS.megabytes)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .showHelpAfterError(true);

program.action(async (options: Options) => {
  process.exitCode = await run(options);
});
await program.parseAsync();

async function run(options: Options): Promise<number> {
  const queries = QUERIES.filter(({ claim }) => options.claim === undefined || options.claim.includes(claim));
  if (options.write !== undefined) return write(queries, options.write);
  return runWithTools('npm run z3', ['z3'], async (signal) => {
    process.stdout.write(`${versionOf('z3')}\n`);
    return tell(await ask(queries, options, signal), options);
  });
}

async function ask(queries: readonly Query[], limits: Z3Limits, signal: AbortSignal): Promise<readonly Answered[]> {
  const answers: Answered[] = [];
  let heading: ClaimName | undefined;
  for (const query of queries) {
    if (query.claim !== heading) process.stdout.write(`\n${query.claim}: ${CLAIMS[query.claim].sentence}\n`);
    heading = query.claim;
    const startedAtMs = performance.now();
    const judgement = await judge(query, limits, signal);
    const answered = { query, judgement, ms: performance.now() - startedAtMs };
    answers.push(answered);
    process.stdout.write(`${writeRow(answered, answers.length)}\n`);
  }
  return answers;
}

function tell(answers: readonly Answered[], { stories }: Options): number {
  if (stories) {
    const told = answers.map((answered, index) => writeStory(answered, index + 1));
    process.stdout.write(`\nHow what is false comes about:\n\n${told.filter((story) => story !== '').join('\n')}`);
  }
  process.stdout.write(`\n${writeSummary(answers)}\n`);
  return answers.every(isAsExpected) ? 0 : 1;
}

function write(queries: readonly Query[], folder: string): number {
  mkdirSync(folder, { recursive: true });
  for (const [index, query] of queries.entries()) {
    const path = join(folder, `${String(index + 1).padStart(2, '0')}-${query.claim}.smt2`);
    writeFileSync(path, writeFileText(query, CLAIMS, writeQuery(clausesOf(query), BAD)));
    process.stdout.write(`${path}\n`);
  }
  return 0;
}
