/** Checks the entries of a trace that are about what changes in a running call, against the tables of their machine. */
import { reachable, startChanges, stepChanges } from '../../machines/changes.step.ts';
import type { ChangesSnapshot } from '../../machines/changes.step.ts';
import { CHANGES_ALPHABET, CHANGES_INPUTS } from '../../machines/changes.words.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import { answerOf, createTracedMachine, followStep, isAnswer } from './table-answer.ts';
import type { ChangesTraceEntry } from './trace.ts';
import type { TraceFault } from './validate-trace.ts';

const MACHINE = createTracedMachine(CHANGES_ALPHABET, stepChanges);

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
    this.#followed.set(key, next.ok ? next.value : []);
    return next.ok ? undefined : next.error;
  }

  #stepOf(entry: StepEntry, before: readonly ChangesSnapshot[] | undefined): Followed {
    if (before === undefined && this.#begins === 'start') return err({ kind: 'notStarted' });
    const candidates = before ?? CHANGES_INPUTS.flatMap(reachable).filter(({ state }) => state === entry.from);
    const [first, ...others] = candidates;
    if (first === undefined) return err({ kind: 'noSuchState' });
    return followStep(MACHINE, [first, ...others], entry);
  }
}

type StartEntry = Extract<ChangesTraceEntry, { readonly kind: 'changesStart' }>;
type StepEntry = Extract<ChangesTraceEntry, { readonly kind: 'changesStep' }>;

type Followed = Result<readonly ChangesSnapshot[], TraceFault>;

function startOf(entry: StartEntry): Followed {
  const [first] = reachable(entry.input);
  if (first === undefined) return err({ kind: 'noSuchInput' });
  const start = startChanges(entry.input);
  return isAnswer(entry, start) ? ok([first]) : err({ kind: 'wrongStart', table: answerOf(start) });
}
