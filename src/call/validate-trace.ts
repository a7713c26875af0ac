/**
 * Checks a recorded trace against the tables: whether every step is what the machines answer from where the call was,
 * and every decision between calls what their tables say.
 *
 * Knows no stanza and no rule. That the tables keep every rule, on every path, is for the monitors in `properties/`; a
 * trace that follows the tables keeps them too.
 */
import { decideDirectCall, decideEarlyWord, decideProposal } from '../../machines/between-calls.ts';
import { ALPHABET } from '../../machines/events.ts';
import { INPUTS } from '../../machines/inputs.ts';
import { decidePastCall } from '../../machines/past-calls.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { tabulate } from '../../machines/table.ts';
import { assertNever } from '../base/errors.ts';
import { canonicalJson } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import type { BareJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { answerOf, createTracedMachine, followStep, isAnswer } from './table-answer.ts';
import type { StepFault, TableAnswer } from './table-answer.ts';
import type { CallTraceEntry, DecisionTraceEntry, TraceEntry } from './trace.ts';
import { ChangesValidator } from './validate-changes.ts';

/** Why a trace is none that these machines can have left. Later entries of the same call say nothing any more. */
export type TraceFault =
  | StepFault
  /** Steps of a call whose start is not in the trace, and has to be. */
  | { readonly kind: 'notStarted' }
  /** A call of this name is in `state`, and another one starts. */
  | { readonly kind: 'alreadyStarted'; readonly state: string }
  | { readonly kind: 'afterEnd' }
  /** No call of this role, however it began, is ever in such a state. */
  | { readonly kind: 'noSuchState' }
  /** No call of this role begins with this. */
  | { readonly kind: 'noSuchInput' }
  | { readonly kind: 'wrongStart'; readonly table: TableAnswer }
  | { readonly kind: 'wrongDecision'; readonly table: string };

/** A fault with the number of its entry, counted from 0. */
export type FaultAt = TraceFault & { readonly entry: number };

/** A call as far as the trace tells of it. */
export interface TracedCall {
  readonly peer: BareJid;
  readonly sessionId: SessionId;
  readonly role: Role;
  /** `middle`: the trace begins later than the call, whose history is then any that fits. */
  readonly begins: 'middle' | 'start';
  /** Those that are what the tables say. */
  readonly steps: number;
  /**
   * Where they have led: `ended`, unless the trace ends before the call does, or is wrong. Empty where not even the
   * first entry is right.
   */
  readonly state: string;
  /** Whether something else followed. */
  readonly isBroken: boolean;
  /** Whose trace it is of, as `next` was told. */
  readonly source: string;
}

export interface ValidationOptions {
  /** `start`: whoever traced has traced from the beginning. Default `anywhere`: a log may have lost its first lines. */
  readonly begins?: 'anywhere' | 'start';
}

interface FollowedCall extends Omit<TracedCall, 'isBroken'> {
  /** Each snapshot the call can be in. One, where its start is known. Undefined after a fault. */
  readonly candidates: readonly CallSnapshot[] | undefined;
}

const MACHINE = createTracedMachine(ALPHABET, stepCall);

/** Follows a trace entry by entry. Holds a few words for each call it has seen. */
export class TraceValidator {
  readonly #followed = new Map<string, FollowedCall>();
  readonly #changes: ChangesValidator;
  readonly #begins: 'anywhere' | 'start';
  #entries = 0;

  constructor({ begins = 'anywhere' }: ValidationOptions = {}) {
    this.#begins = begins;
    this.#changes = new ChangesValidator(begins);
  }

  /** Each call of the trace, the latest of its name. */
  get calls(): readonly TracedCall[] {
    return [...this.#followed.values()].map(({ candidates, ...call }) => ({
      ...call,
      isBroken: candidates === undefined,
    }));
  }

  /**
   * Takes the next entry; answers what is wrong with it.
   *
   * @param source  whose trace it is, where several are in one file
   */
  next(entry: TraceEntry, source = ''): FaultAt | undefined {
    const number = this.#entries;
    this.#entries += 1;
    const fault = this.#take(entry, source);
    return fault === undefined ? undefined : { ...fault, entry: number };
  }

  #take(entry: TraceEntry, source: string): TraceFault | undefined {
    if (entry.kind === 'dropped') return undefined;
    if (entry.kind === 'decided') return decisionFault(entry);
    if (entry.kind === 'changesStart' || entry.kind === 'changesStep') return this.#changes.next(entry, source);
    const key = `${source}\n${entry.role}\n${bareOf(entry.peer)}\n${entry.sessionId}`;
    const before = this.#followed.get(key);
    // One fault a call: what follows from it would only hide it.
    if (before !== undefined && before.candidates === undefined) return undefined;
    const next = entry.kind === 'start' ? startOf(entry, source, before) : this.#stepOf(entry, source, before);
    const known = next.ok ? next.value : { ...(before ?? lostCall(entry, source)), candidates: undefined };
    this.#followed.set(key, known);
    return next.ok ? undefined : next.error;
  }

  #stepOf(entry: StepEntry, source: string, before: FollowedCall | undefined): Result<FollowedCall, TraceFault> {
    if (before === undefined && this.#begins === 'start') return err({ kind: 'notStarted' });
    const call = before ?? begunInTheMiddle(entry, source);
    const { state, candidates = [] } = call;
    const [first, ...others] = candidates;
    if (first === undefined) return err({ kind: 'noSuchState' });
    if (state === 'ended') return err({ kind: 'afterEnd' });
    const followed = followStep(MACHINE, [first, ...others], entry);
    if (!followed.ok) return followed;
    return ok({ ...call, steps: call.steps + 1, state: entry.to, candidates: followed.value });
  }
}

/** Checks a whole trace. The first fault of each call, in the order of the entries; none is how it should be. */
export function validateTrace(entries: readonly TraceEntry[], options?: ValidationOptions): readonly FaultAt[] {
  const validator = new TraceValidator(options);
  return entries.flatMap((entry) => validator.next(entry) ?? []);
}

type StartEntry = Extract<CallTraceEntry, { readonly kind: 'start' }>;
type StepEntry = Extract<CallTraceEntry, { readonly kind: 'step' }>;

/** What an entry alone says of its call. */
function unknownCall(entry: CallTraceEntry, source: string): Omit<FollowedCall, 'candidates'> {
  const { kind, role, peer, sessionId, to } = entry;
  const [begins, state] = kind === 'start' ? (['start', to] as const) : (['middle', entry.from] as const);
  return { source, role, peer: bareOf(peer), sessionId, begins, steps: 0, state };
}

function lostCall(entry: CallTraceEntry, source: string): Omit<FollowedCall, 'candidates'> {
  return { ...unknownCall(entry, source), state: '' };
}

function startOf(
  entry: StartEntry,
  source: string,
  before: FollowedCall | undefined,
): Result<FollowedCall, TraceFault> {
  if (before !== undefined && before.state !== 'ended') return err({ kind: 'alreadyStarted', state: before.state });
  const input = INPUTS[entry.role].find((known) => canonicalJson(known) === canonicalJson(entry.input));
  if (input === undefined) return err({ kind: 'noSuchInput' });
  const start = startCall(entry.role, input);
  if (!isAnswer(entry, start)) return err({ kind: 'wrongStart', table: answerOf(start) });
  return ok({ ...unknownCall(entry, source), candidates: [start.snapshot] });
}

/** A call of unknown history: it can be any that is ever in this state. */
function begunInTheMiddle(entry: StepEntry, source: string): FollowedCall {
  const candidates = reachable(entry.role).filter(({ state }) => state === entry.from);
  return { ...unknownCall(entry, source), candidates };
}

const reached = new Map<Role, readonly CallSnapshot[]>();

/** Every snapshot of every call of the role. Found when first asked for: it is the whole of its tables. */
function reachable(role: Role): readonly CallSnapshot[] {
  let found = reached.get(role);
  if (found === undefined) {
    found = [...new Set(INPUTS[role].flatMap((input) => tabulate(role, input).states))];
    reached.set(role, found);
  }
  return found;
}

function decisionFault(entry: DecisionTraceEntry): TraceFault | undefined {
  const table = decide(entry);
  return table === entry.decision ? undefined : { kind: 'wrongDecision', table };
}

function decide(entry: DecisionTraceEntry): DecisionTraceEntry['decision'] {
  switch (entry.about) {
    case 'proposal':
      return decideProposal(entry.facts);
    case 'directCall':
      return decideDirectCall(entry.facts);
    case 'earlyWord':
      return decideEarlyWord(entry.facts);
    case 'pastCall':
      return decidePastCall(entry.facts);
    default:
      return assertNever(entry);
  }
}
