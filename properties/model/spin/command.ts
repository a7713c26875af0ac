/**
 * `npm run spin`: has Spin count the explorer's states, find broken machines, and look for somebody who waits for ever.
 * Exits with 1 where anything is not as expected.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { TimerName } from '../../../machines/events.ts';
import { versionOf } from '../../../test/run/tools.mjs';
import { positiveInteger, runWithTools } from '../engine-command.ts';
import type { CheckOptions } from './checks.ts';
import {
  askWhoWaits,
  count,
  COUNTED,
  FALSEHOODS,
  filesOf,
  falsify,
  nameOf,
  NEEDED_DEADLINES,
  WAITED,
  WITHOUT_DEADLINE,
} from './checks.ts';
import { DEFAULT_SPIN_LIMITS, SpinFailed } from './pan.ts';
import type { SpinLimits } from './pan.ts';
import type { Line } from './report.ts';
import { nameWithout, writeCounted, writeFalsehood, writeSpent, writeSummary, writeWaiting } from './report.ts';

const PARTS = ['counts', 'falsehoods', 'deadlines'] as const;
type Part = (typeof PARTS)[number];

interface Given extends SpinLimits {
  readonly only?: readonly Part[];
  readonly write?: string;
}

const program = new Command('npm run spin --')
  .description("Asks Spin what the explorer was asked: another engine, on Promela made of the explorer's tables.")
  .addOption(new Option('--only <parts...>', 'only these parts').choices(PARTS))
  .option('--write <folder>', 'write the Promela of each system that is counted instead, and do not ask Spin')
  .option('--seconds <count>', 'the most time for a search', positiveInteger, DEFAULT_SPIN_LIMITS.seconds)
  .option('--megabytes <count>', 'the most memory for a search', positiveInteger, DEFAULT_SPIN_LIMITS.megabytes)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .showHelpAfterError(true);

program.action(async (given: Given) => {
  process.exitCode = await run(given);
});
async function run({ only = PARTS, write, ...limits }: Given): Promise<number> {
  if (write !== undefined) return writeFiles(write);
  return runWithTools('npm run spin', ['gcc', 'spin'], (signal) => ask(only, { limits, signal, onStage: showStage }));
}

async function ask(parts: readonly Part[], options: CheckOptions): Promise<number> {
  say(`${versionOf('spin')}, ${versionOf('gcc')}`);
  try {
    const lines: Line[] = [];
    for (const part of PARTS) if (parts.includes(part)) lines.push(...(await TELL[part](options)));
    say(`\n${writeSummary(lines)}`);
    return lines.every(({ isRight }) => isRight) ? 0 : 1;
  } catch (error) {
    showStage('');
    if (!(error instanceof SpinFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function tellCounts(options: CheckOptions): Promise<readonly Line[]> {
  say(
    '\nThe states of each system, counted by both. Times are of a processor; the explorer’s tables are given to both.',
  );
  const spent = { explorer: 0, spin: 0 };
  const lines: Line[] = [];
  for (const subject of COUNTED) {
    const counted = await count(subject, options);
    spent.explorer += counted.explorer.cpuSeconds;
    spent.spin += counted.spin.cpuSeconds;
    lines.push(tell(writeCounted(nameOf(subject), counted)));
  }
  say(`  ${writeSpent(spent)}`);
  return lines;
}

async function tellFalsehoods(options: CheckOptions): Promise<readonly Line[]> {
  say('\nWhat is not so, and what Spin objects to first: the explorer objects to it too.');
  const lines: Line[] = [];
  for (const falsehood of FALSEHOODS) {
    lines.push(tell(writeFalsehood(falsehood.what, await falsify(falsehood, options))));
  }
  return lines;
}

async function tellDeadlines(options: CheckOptions): Promise<readonly Line[]> {
  say('\nI5, [] (waits -> <> !waits) for each device, weakly fair: deadlines that are due pass some day.');
  const lines: Line[] = [];
  for (const subject of WAITED) {
    lines.push(tell(writeWaiting(nameOf(subject), await askWhoWaits(subject, undefined, options), [])));
  }
  for (const [timer, expected] of Object.entries(NEEDED_DEADLINES) as [TimerName, readonly string[]][]) {
    const waiting = await askWhoWaits(WITHOUT_DEADLINE, timer, options);
    lines.push(tell(writeWaiting(nameWithout(timer), waiting, expected)));
  }
  return lines;
}

const TELL: Readonly<Record<Part, (options: CheckOptions) => Promise<readonly Line[]>>> = {
  counts: tellCounts,
  falsehoods: tellFalsehoods,
  deadlines: tellDeadlines,
};

function writeFiles(folder: string): number {
  for (const subject of COUNTED) {
    const into = join(folder, nameOf(subject).replaceAll(/[^a-z0-9]+/g, '-'));
    mkdirSync(into, { recursive: true });
    for (const [name, text] of Object.entries(filesOf(subject))) {
      writeFileSync(join(into, name), text);
      say(join(into, name));
    }
  }
  return 0;
}

function tell(told: Line): Line {
  showStage('');
  say(told.text);
  return told;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What is going on, on a line that the next one overwrites; where nobody watches, nothing. */
function showStage(stage: string): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r\u001b[2K${stage === '' ? '' : `      ${stage} …`}`);
}

// Last: the command runs at once, and everything it is made of has to be there.
await program.parseAsync();
