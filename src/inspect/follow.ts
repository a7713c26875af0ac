/**
 * Follows a machine of calls through what a trace says of it: which of its snapshots it can be in, and so what it
 * remembers, and what could happen to it now. Asks the machines themselves; nothing is guessed.
 */
import { reachable as reachableChanges, startChanges, stepChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import type { ChangesEvent } from '../../machines/changes.words.ts';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { INPUTS } from '../../machines/inputs.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { describeEffects, describeEvent } from '../../machines/table-text.ts';
import { tabulate } from '../../machines/table.ts';
import { canonicalJson } from '../base/json.ts';
import { knownEvent } from './words.ts';
import type { AnyEffect, AnyEvent, CallMachine } from './words.ts';

type AnySnapshot = CallSnapshot | ChangesSnapshot;

/** Every snapshot a machine can be in, given what was seen of it. One, where its beginning was seen. */
export interface Followed {
  readonly machine: CallMachine;
  readonly candidates: readonly AnySnapshot[];
}

/** What one event would do: where to, and what is ordered. */
export interface Possible {
  readonly event: AnyEvent;
  /** As a table writes it: `peer.proceed device`. */
  readonly text: string;
  readonly to: string;
  readonly effects: string;
  /** `moves`: to another state; `acts`: something is done and it stays; `refused`: nothing but a refusal or a note. */
  readonly outcome: 'acts' | 'moves' | 'refused';
}

/** A machine at its beginning; nothing is known of one that begins with what none begins with. */
export function followStart(machine: CallMachine, input: unknown): Followed {
  const wanted = canonicalJson(input);
  if (machine === 'changes') {
    const known = CHANGES_INPUTS.find((each) => canonicalJson(each) === wanted);
    return { machine, candidates: known === undefined ? [] : [startChanges(known).snapshot] };
  }
  const known = INPUTS[machine].find((each) => canonicalJson(each) === wanted);
  return { machine, candidates: known === undefined ? [] : [startCall(machine, known).snapshot] };
}

/** A machine that was running already when it was first seen. */
export function followFrom(machine: CallMachine, state: string, context?: Readonly<Record<string, unknown>>): Followed {
  const candidates = everySnapshot(machine).filter((snapshot) => snapshot.state === state);
  if (context === undefined) return { machine, candidates };
  const wanted = canonicalJson(context);
  return { machine, candidates: candidates.filter((snapshot) => canonicalJson(snapshot.context) === wanted) };
}

/** After a step: only what answers as the step says it was answered. Empty where nothing does. */
export function followStep(
  { machine, candidates }: Followed,
  said: unknown,
  to: string,
  effects: readonly { readonly kind: string }[],
): Followed {
  const event = knownEvent(said);
  if (event === undefined) return { machine, candidates: [] };
  const orders = canonicalJson(effects);
  const next = candidates.map((candidate) => stepAny(candidate, event));
  const fitting = next.filter(
    ({ snapshot, effects: given }) => snapshot.state === to && canonicalJson(given) === orders,
  );
  return { machine, candidates: [...new Set(fitting.map(({ snapshot }) => snapshot))] };
}

/** What it remembers. A word that is not known for certain is left open, as `?`. */
export function contextOf({ candidates }: Followed): Readonly<Record<string, string | null>> {
  const [first, ...others] = candidates;
  if (first === undefined) return {};
  const words = Object.entries(first.context) as readonly (readonly [string, string | null])[];
  const isSure = ([name, word]: readonly [string, string | null]) =>
    others.every(({ context }) => (context as unknown as Record<string, unknown>)[name] === word);
  return Object.fromEntries(words.map((each) => [each[0], isSure(each) ? each[1] : '?']));
}

/**
 * Everything that could happen now, from the table: what moves the call first, then what is acted upon; what would only
 * be refused, or ignored, last. An event whose answer depends on what was not seen is listed once for each answer.
 */
export function possibleNow({ machine, candidates }: Followed): readonly Possible[] {
  const living = candidates.filter(({ ended }) => !ended);
  const alphabet: readonly AnyEvent[] = machine === 'changes' ? CHANGES_ALPHABET : ALPHABET;
  const all = alphabet.flatMap((event) => {
    const answers = new Map(living.map((candidate) => answerTo(candidate, event)).map((each) => [keyOf(each), each]));
    return [...answers.values()];
  });
  const order = { moves: 0, acts: 1, refused: 2 } as const;
  return all
    .filter(({ outcome, effects }) => outcome !== 'refused' || effects !== '')
    .toSorted((a, b) => order[a.outcome] - order[b.outcome]);
}

function keyOf({ to, effects }: Possible): string {
  return `${to}\n${effects}`;
}

function answerTo(candidate: AnySnapshot, event: AnyEvent): Possible {
  const { snapshot, effects } = stepAny(candidate, event);
  const isRefused = effects.every(({ kind }) => kind.startsWith('note') || kind === 'refuse');
  const outcome = snapshot.state !== candidate.state ? 'moves' : isRefused ? 'refused' : 'acts';
  return { event, text: describeEvent(event), to: snapshot.state, effects: describeEffects(effects), outcome };
}

interface AnyStep {
  readonly snapshot: AnySnapshot;
  readonly effects: readonly AnyEffect[];
}

function stepAny(snapshot: AnySnapshot, event: AnyEvent): AnyStep {
  return snapshot.role === 'changes'
    ? stepChanges(snapshot, event as ChangesEvent)
    : stepCall(snapshot, event as CallEvent);
}

const reached = new Map<CallMachine, readonly AnySnapshot[]>();

/** The whole of a machine's tables: seconds of work, and only for what began before it was watched. */
function everySnapshot(machine: CallMachine): readonly AnySnapshot[] {
  let found = reached.get(machine);
  if (found === undefined) {
    found = machine === 'changes' ? CHANGES_INPUTS.flatMap(reachableChanges) : everyCall(machine);
    reached.set(machine, found);
  }
  return found;
}

function everyCall(role: Role): readonly CallSnapshot[] {
  return [...new Set(INPUTS[role].flatMap((input) => tabulate(role, input).states))];
}
