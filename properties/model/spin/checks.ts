/**
 * What Spin is asked about: the same states as the explorer's, broken machines, and deadlines that let nobody wait for
 * ever.
 */
import type { Policy } from '../../../machines/context.ts';
import type { TimerName } from '../../../machines/events.ts';
import type { Stepping } from '../call-slot.ts';
import { createSystem, Explorer } from '../explorer.ts';
import * as faults from '../faults.ts';
import { certificateIsOfThisCall, neverTwoRun, oneCalleeDevice, oneCalleeDeviceRuns } from '../joint.ts';
import type { JointInvariant } from '../joint.ts';
import type { Network, System } from '../system.ts';
import { KNOWLEDGE, lossy, SETTINGS } from '../systems.ts';
import type { SettingName } from '../systems.ts';
import type { SpinFound, SpinOptions } from './pan.ts';
import { withVerifier } from './pan.ts';
import type { PromelaFiles } from './promela.ts';
import { formulaName, writePromela } from './promela.ts';
import { tablesOf } from './tables.ts';

export type CheckOptions = Omit<SpinOptions, 'mostStates' | 'optimized'>;

export interface Subject {
  readonly setting: SettingName;
  readonly policy: Policy;
  readonly callees: number;
  readonly network: Network;
}

/** Both engines on one relation. */
export const COUNTED: readonly Subject[] = [
  { setting: 'one-call', policy: 'require', callees: 2, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'expect', callees: 2, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'opportunistic', callees: 2, network: KNOWLEDGE },
  { setting: 'two-calls', policy: 'require', callees: 1, network: KNOWLEDGE },
  { setting: 'crossing', policy: 'require', callees: 1, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'require', callees: 1, network: lossy(2) },
  { setting: 'one-call', policy: 'opportunistic', callees: 1, network: lossy(2) },
  { setting: 'one-call', policy: 'expect', callees: 1, network: lossy(3) },
];

/** Nobody waits for ever in these, as long as deadlines that are due pass some day. */
export const WAITED: readonly Subject[] = [
  { setting: 'one-call', policy: 'require', callees: 2, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'expect', callees: 2, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'opportunistic', callees: 2, network: KNOWLEDGE },
  { setting: 'one-call', policy: 'require', callees: 1, network: lossy(2) },
];

/** Something that is not so, which both engines have to see. */
export interface Falsehood {
  readonly what: string;
  readonly subject: Subject;
  /** The machine, broken. */
  readonly step?: Stepping;
  /** The joint invariant that is false, where it is not the machine that is broken. */
  readonly invariant?: JointInvariant;
}

function brokenUnder(policy: Policy, what: string, step: Stepping): Falsehood {
  return { what, step, subject: { setting: 'one-call', policy, callees: 2, network: KNOWLEDGE } };
}

/** Of `faults.ts`, one for each kind of monitor; and two sentences about all devices that one might believe. */
export const FALSEHOODS: readonly Falsehood[] = [
  brokenUnder('require', 'a plain answer is taken for an encrypted one', faults.plainCountsAsDecrypted),
  brokenUnder('require', 'what could not be decrypted is taken', faults.refusedCountsAsDecrypted),
  brokenUnder('require', 'a second proceed moves the call', faults.secondProceedCounts),
  brokenUnder('require', 'an encrypted offer is answered in the clear', faults.answersInTheClear),
  brokenUnder('opportunistic', 'any call is shown as authenticated', faults.showsTooMuch),
  brokenUnder('require', 'no deadline is set for the answer', faults.waitsForEver),
  brokenUnder('require', 'a device rings on while another answers', faults.ringsOn),
  {
    what: 'a certificate is of this call',
    subject: { setting: 'two-calls', policy: 'require', callees: 1, network: KNOWLEDGE },
    invariant: certificateIsOfThisCall,
  },
  {
    what: 'media runs at one device of the callee at most',
    subject: { setting: 'one-call', policy: 'opportunistic', callees: 2, network: KNOWLEDGE },
    invariant: oneCalleeDeviceRuns,
  },
];

/** What a deadline is taken away from. */
export const WITHOUT_DEADLINE: Subject = { setting: 'one-call', policy: 'require', callees: 2, network: KNOWLEDGE };

/** Without which deadline who would wait for ever. Nobody does without `bundle`: `connect` runs beside it. */
export const NEEDED_DEADLINES: Readonly<Record<TimerName, readonly string[]>> = {
  accept: ['A', 'B1', 'B2'],
  bundle: [],
  connect: ['A', 'B1', 'B2'],
  discovery: ['A'],
  ring: ['A', 'B1', 'B2'],
};

export interface Counts {
  readonly states: number;
  readonly transitions: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly megabytes: number;
}

export interface Counted {
  readonly explorer: Counts;
  readonly spin: SpinFound;
}

/** Counts the states of a system twice. */
export async function count(subject: Subject, options: CheckOptions): Promise<Counted> {
  const { system, invariants } = systemOf(subject);
  options.onStage?.('exploring');
  const ask = (): Explorer => new Explorer(system, { invariants, witnesses: {} });
  // Once to work out what comes of what; once more over what is worked out, as Spin is given it.
  ask().finish();
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const { states, transitions, bytes } = ask().finish();
  const { user, system: kernel } = process.cpuUsage(before);
  const explorer = {
    states,
    transitions,
    cpuSeconds: (user + kernel) / 1e6,
    wallSeconds: (performance.now() - startedAtMs) / 1000,
    megabytes: Math.ceil(bytes / 2 ** 20),
  };
  const tables = tablesOf(nameOf(subject), system, invariants);
  const files = writePromela(tables, 'safety');
  const room = { ...withRoom(options, states), optimized: true };
  const spin = await withVerifier(files, 'safety', room, (verifier) => verifier.search());
  return { explorer, spin };
}

/** What Spin is given to count. */
export function filesOf(subject: Subject): PromelaFiles {
  const { system, invariants } = systemOf(subject);
  new Explorer(system, { invariants, witnesses: {} }).finish();
  return writePromela(tablesOf(nameOf(subject), system, invariants), 'safety');
}

export interface Objections {
  /** Everything the explorer objects to. */
  readonly explorer: readonly string[];
  /** What Spin objects to first. */
  readonly spin: string | undefined;
}

/** What either engine says to something that is not so. */
export async function falsify({ subject, step, invariant }: Falsehood, options: CheckOptions): Promise<Objections> {
  const { system, invariants } = systemOf(subject, step);
  const asked = invariant === undefined ? invariants : [invariant];
  options.onStage?.('exploring');
  const explorer = new Explorer(system, { invariants: asked, witnesses: {} }).finish();
  const files = writePromela(tablesOf(nameOf(subject), system, asked), 'safety');
  const room = withRoom(options, explorer.states);
  const { objection } = await withVerifier(files, 'safety', room, (verifier) => verifier.search());
  return { explorer: [...explorer.violations.keys()], spin: objection };
}

/** What Spin calls a run that breaks a formula. */
export const WAITS_FOR_EVER = 'acceptance cycle';

export interface Waiting {
  readonly device: string;
  readonly found: SpinFound;
}

/** I5: of each device, whether Spin finds a run in which it waits for ever although deadlines that are due pass. */
export async function askWhoWaits(
  subject: Subject,
  without: TimerName | undefined,
  options: CheckOptions,
  fairness: 'none' | 'weak' = 'weak',
): Promise<readonly Waiting[]> {
  const { system } = systemOf(subject, without === undefined ? undefined : faults.neverPasses(without));
  options.onStage?.('exploring');
  const { states } = new Explorer(system, { invariants: [], witnesses: {} }).finish();
  const tables = tablesOf(nameOf(subject), system, []);
  // A state of the search is one of ours, of the formula, and of whose turn it is.
  const room = withRoom(options, states * 2 * (tables.ends.length + 3));
  return withVerifier(writePromela(tables, 'deadlines'), 'deadlines', room, async (verifier) => {
    const waiting: Waiting[] = [];
    for (const end of tables.ends) {
      waiting.push({ device: end.name, found: await verifier.check(formulaName(end), fairness) });
    }
    return waiting;
  });
}

/** Some steps more than states: Spin counts a few of its own. */
function withRoom(options: CheckOptions, states: number): SpinOptions {
  return { ...options, mostStates: Math.max(10_000, states + 1_000), optimized: false };
}

export function nameOf({ setting, policy, callees, network }: Subject): string {
  const devices = setting === 'crossing' ? [] : [`${callees} ${callees === 1 ? 'device' : 'devices'}`];
  const carried = network.kind === 'knowledge' ? 'knowledge' : `${network.inflight} under way`;
  return [setting, policy, ...devices, carried].join(', ');
}

function systemOf(
  { setting, policy, callees, network }: Subject,
  step?: Stepping,
): { readonly system: System; readonly invariants: readonly JointInvariant[] } {
  return {
    system: createSystem(SETTINGS[setting]({ policy, callees }), network, step === undefined ? {} : { step }),
    invariants: setting === 'crossing' ? [oneCalleeDevice, neverTwoRun] : [oneCalleeDevice],
  };
}
