/**
 * `npm run explore`: explores a system of the model for as long as one likes, says how far it is, and can be stopped
 * and gone on with. See docs/model.md.
 *
 * 0: everything that was asked for holds. 1: a violation was found, and told. 2: the command line is wrong. 130:
 * Ctrl-C.
 */
import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Command, Option } from 'commander';
import { POLICIES } from '../../machines/context.ts';
import type { Policy } from '../../machines/context.ts';
import { assertNever } from '../../src/base/errors.ts';
import { counted, integer, listenForStop, refuseCommandLine } from '../support/command-line.ts';
import { createProgress, describeTimeLeft } from '../support/progress.ts';
import type { CheckpointFault } from './checkpoint.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { committedFiles } from './committed-tables.ts';
import { createSystem, Explorer } from './explorer.ts';
import { neverTwoRun, oneCalleeDevice } from './joint.ts';
import { storyOf, tellStory } from './story.ts';
import { KNOWLEDGE, lossy, MOST_CALLEES, SETTING_NAMES, SETTINGS } from './systems.ts';
import type { SettingName } from './systems.ts';

interface Options {
  readonly system: SettingName;
  readonly network: 'channels' | 'knowledge';
  readonly policy: Policy;
  readonly inflight: number;
  readonly callees: number;
  readonly bound: number;
}

const ORDINARY = {
  system: 'one-call',
  network: 'knowledge',
  policy: 'opportunistic',
  inflight: 3,
  callees: 2,
} as const;
/** Two calls with three devices of the callee, five messages under way: more states than there is time for. */
const DEEP = { system: 'two-calls', network: 'channels', inflight: 5, callees: 3 } as const;
const BOUND = 10_000_000;
const DEEP_BOUND = 100_000_000;
/** Between two looks at the clock. */
const STATES_A_LOOK = 2_000;
const PROGRESS = {
  bar: '{count} states | {rate}/s | frontier {frontier} | {left} to the bound',
  line: '{count} states ({share} %), {rate}/s, frontier {frontier}, {left} to the bound',
  first: { count: '0', rate: '0', frontier: '0', left: '?' },
};

const program = new Command('explore')
  .description('Explores every state of a few calls, two networks and an attacker, and tells what breaks a rule.')
  .addOption(new Option('--system <name>', 'what is explored').choices(SETTING_NAMES))
  .addOption(new Option('--network <kind>', 'what carries the messages').choices(['knowledge', 'channels']))
  .addOption(new Option('--policy <policy>', 'of everybody').choices(POLICIES))
  .option('--inflight <n>', 'channels: messages under way at once, 1 to 8', integer(1, 8))
  .option('--callees <n>', `devices of the callee, 1 to ${MOST_CALLEES}`, integer(1, MOST_CALLEES))
  .option('--bound <states>', 'stop at so many states', integer(1, 500_000_000))
  .option('--deep', `two calls, ${DEEP.callees} devices, ${DEEP.inflight} messages under way, ${DEEP_BOUND} states`)
  .option('--save <file>', 'where Ctrl-C, and the bound, leave a checkpoint', '.build/exploration')
  .option('--resume <file>', 'go on with a checkpoint; only --bound and --save may be given beside it')
  .option('--story <file>', 'write the first counterexample as an event list')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .showHelpAfterError(true)
  .parse();

interface Given extends Partial<Options> {
  readonly deep?: true;
  readonly save: string;
  readonly resume?: string;
  readonly story?: string;
}

const given = program.opts<Given>();
process.exitCode = await main(given);

async function main({ deep, save, resume, story, ...asked }: Given): Promise<number> {
  // The tables are the machines; a checkpoint of others is worth nothing.
  const model = createHash('sha256').update(JSON.stringify(committedFiles())).digest('hex');
  const chosen: Options =
    deep === true ? { ...ORDINARY, ...DEEP, bound: DEEP_BOUND, ...asked } : { ...ORDINARY, bound: BOUND, ...asked };
  let explorer: Explorer;
  let options = chosen;
  if (resume === undefined) explorer = createExplorer(options);
  else {
    const read = readCheckpoint(resume, model);
    if (!read.ok) return refuseCommandLine('explore', describeCheckpointFault(read.error, resume));
    const beside = Object.keys(asked).filter((name) => name !== 'bound');
    if (deep === true || beside.length > 0)
      return refuseCommandLine('explore', '--resume: the checkpoint says what is explored; leave it out');
    const saved = read.value.options as Options;
    options = { ...saved, bound: asked.bound ?? saved.bound };
    explorer = createExplorer(options).restore(read.value.saved);
  }
  console.log(`${describe(options)}, at most ${options.bound.toLocaleString('en')} states`);
  const isStopped = await explore(explorer, options.bound);
  if (isStopped || !explorer.isComplete) {
    writeCheckpoint(save, model, options, explorer.save());
    console.log(`to go on: npm run explore -- --resume ${save}${isStopped ? '' : ' --bound <states>'}`);
  }
  const found = report(explorer, story);
  return found ? 1 : isStopped ? 130 : 0;
}

function createExplorer({ system, network, policy, inflight, callees }: Options): Explorer {
  const setting = SETTINGS[system]({ policy, callees });
  const invariants = [oneCalleeDevice, ...(system === 'crossing' ? [neverTwoRun] : [])];
  return new Explorer(createSystem(setting, network === 'knowledge' ? KNOWLEDGE : lossy(inflight)), {
    invariants,
    witnesses: {},
  });
}

/** Runs to the end, the bound or Ctrl-C; says whether it was the last. */
async function explore(explorer: Explorer, bound: number): Promise<boolean> {
  const { signal, forget } = listenForStop();
  const progress = createProgress(PROGRESS);
  const begun = { at: performance.now(), states: explorer.states };
  while (!explorer.isComplete && explorer.states < bound && !signal.aborted) {
    explorer.run(STATES_A_LOOK, bound);
    const rate = ((explorer.states - begun.states) / (performance.now() - begun.at)) * 1000;
    const frontier = explorer.states - explorer.expanded;
    progress.update(explorer.states, bound, {
      ...{ count: counted(explorer.states), share: ((100 * explorer.states) / bound).toFixed(1) },
      ...{ rate: counted(rate), frontier: counted(frontier), left: describeTimeLeft((bound - explorer.states) / rate) },
    });
    // Signals are heard between two turns of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  }
  progress.stop();
  forget();
  return signal.aborted;
}

function report(explorer: Explorer, storyFile: string | undefined): boolean {
  const { states, transitions, bytes, isComplete, violations, system } = explorer;
  const all = `${counted(states)} states, ${counted(transitions)} transitions`;
  console.log(`${all}, ${Math.ceil(bytes / 2 ** 20)} MiB${isComplete ? ': all there are' : ', and more to come'}`);
  console.log(`local states: ${system.ends.map(({ name, size }) => `${name} ${size}`).join(', ')}`);
  if (violations.size === 0) {
    console.log('no rule is broken in any of them');
    return false;
  }
  for (const found of violations.values()) console.log(`\nVIOLATION ${tellStory(found, system)}`);
  const [first] = violations.values();
  if (storyFile !== undefined && first !== undefined) {
    writeFileSync(storyFile, `${JSON.stringify(storyOf(first, system), null, 2)}\n`);
    console.log(`\nthe first as an event list: ${storyFile}\nto see it: npm run inspector -- ${storyFile}`);
  }
  return true;
}

function describe({ system, network, policy, inflight, callees }: Options): string {
  const devices = system === 'crossing' ? '' : `, ${callees} devices of the callee`;
  const carried = network === 'knowledge' ? 'a server that knows everything' : `${inflight} messages under way`;
  return `${system} under ${policy}${devices}, ${carried}`;
}

function describeCheckpointFault(fault: CheckpointFault, path: string): string {
  switch (fault) {
    case 'missing':
      return `--resume: ${path} cannot be read`;
    case 'notACheckpoint':
      return `--resume: ${path} is no checkpoint of this command`;
    case 'damaged':
      return `--resume: ${path} is not whole`;
    case 'otherModel':
      return `--resume: ${path} was made with other machines than these; begin anew`;
    default:
      return assertNever(fault);
  }
}
