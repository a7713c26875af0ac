/** Checks the entries of a trace that are about what changes in a running call, against the tables of their machine. */
import { reachable, startChanges, stepChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot, ChangesStep } from '../../machines/changes.step.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import { canonicalJson } from '../base/json.ts';
import { bareOf } from '../jid.ts';
import type { ChangesTraceEntry } from './trace.ts';
import type { TraceFault } from './validate-trace.ts';

const EVENTS: ReadonlySet<string> = new Set(CHANGES_ALPHABET.map(canonicalJson));

export class ChangesValidator {
  /** Each snapshot it can be in. Empty after a fault: what follows from one would only hide it. */
  readonly #followed = new Map<string, readonly ChangesSnapshot[]>();
  readonly #begins: 'anywhere' | 'start';

  constructor(begins: 'anywhere' | 'start') {
    this.#begins = begins;
  }

  /** Takes the next entry; answers what is wrong with it. */
  next(entry: ChangesTraceEntry, source: string): TraceFault | undefined {
    const key = `${source}\n${entry.role}\n${bareOf(entry.peer)}\n${entry.sessionId}`;
    const before = this.#followed.get(key);
    if (entry.kind !== 'changesStart' && before?.length === 0) return undefined;
    const next = entry.kind === 'changesStart' ? startOf(entry) : this.#stepOf(entry, before);
    this.#followed.set(key, 'kind' in next ? [] : next);
    return 'kind' in next ? next : undefined;
  }

  #stepOf(entry: StepEntry, before: readonly ChangesSnapshot[] | undefined): TraceFault | readonly ChangesSnapshot[] {
    if (before === undefined && this.#begins === 'start') return { kind: 'notStarted' };
    const candidates = before ?? CHANGES_INPUTS.flatMap(reachable).filter(({ state }) => state === entry.from);
    const [first] = candidates;
    if (first === undefined) return { kind: 'noSuchState' };
    if (first.state !== entry.from) return { kind: 'otherState', state: first.state };
    if (!EVENTS.has(canonicalJson(entry.event))) return { kind: 'noSuchEvent' };
    const answers = candidates.map((candidate) => stepChanges(candidate, entry.event));
    const fitting = answers.filter((answer) => isAnswer(entry, answer));
    if (fitting.length > 0) return [...new Set(fitting.map(({ snapshot }) => snapshot))];
    const table = new Map(answers.map((answer) => [canonicalJson(answerOf(answer)), answerOf(answer)]));
    return { kind: 'wrongStep', table: [...table.values()] };
  }
}

type StartEntry = Extract<ChangesTraceEntry, { readonly kind: 'changesStart' }>;
type StepEntry = Extract<ChangesTraceEntry, { readonly kind: 'changesStep' }>;

function startOf(entry: StartEntry): TraceFault | readonly ChangesSnapshot[] {
  const input = CHANGES_INPUTS.find((known) => canonicalJson(known) === canonicalJson(entry.input));
  if (input === undefined) return { kind: 'noSuchInput' };
  const start = startChanges(input);
  return isAnswer(entry, start) ? [start.snapshot] : { kind: 'wrongStart', table: answerOf(start) };
}

function isAnswer({ to, effects }: ChangesTraceEntry, answer: ChangesStep): boolean {
  return to === answer.snapshot.state && canonicalJson(effects) === canonicalJson(answer.effects);
}

function answerOf({ snapshot, effects }: ChangesStep) {
  return { to: snapshot.state, effects };
}
