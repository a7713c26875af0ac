/**
 * Holds a trace, while it grows, to the tables and to every rule: what each test with a whole core in it is checked for
 * beside its own question.
 */
import { describeTraceFault } from '../../src/call/describe-trace-fault.ts';
import type { ChangesInput } from '../../machines/changes.words.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import { TraceValidator } from '../../src/call/validate-trace.ts';
import type { TracedCall } from '../../src/call/validate-trace.ts';
import { bareOf } from '../../src/jid.ts';
import { CHANGES_MONITORS } from '../changes/all.ts';
import type { ChangesMoment } from '../changes/moment.ts';
import { MONITORS } from '../monitors/all.ts';
import type { Moment, Monitor, WatchedCall } from '../monitors/monitor.ts';
import { isViolation } from '../monitors/monitor.ts';

export interface TraceCheck {
  /** Each call seen so far. */
  readonly calls: readonly TracedCall[];
  /** Takes the next entry; answers what is wrong with it, in a sentence. */
  next(entry: TraceEntry): string | undefined;
}

/** A check of one party's trace, from its first entry on. */
export function createTraceCheck(monitors: readonly Monitor<unknown>[] = MONITORS): TraceCheck {
  const validator = new TraceValidator({ begins: 'start' });
  const calls = new Map<string, Watched<Moment, WatchedCall>>();
  const changes = new Map<string, Watched<ChangesMoment, ChangesInput>>();
  return {
    get calls() {
      return validator.calls;
    },
    next(entry) {
      const fault = validator.next(entry);
      if (fault !== undefined) return `entry ${fault.entry}: ${describeTraceFault(fault, entry)}`;
      if (!('role' in entry)) return undefined;
      const key = `${entry.role} ${bareOf(entry.peer)} ${entry.sessionId}`;
      switch (entry.kind) {
        case 'start':
          calls.set(key, new Watched({ role: entry.role, input: entry.input }, monitors));
          return calls.get(key)?.next(entry);
        // One whose trace went wrong is not followed any further.
        case 'step':
          return calls.get(key)?.next(entry);
        case 'changesStart':
          changes.set(key, new Watched(entry.input, CHANGES_MONITORS));
          return changes.get(key)?.next({ ...entry, kind: 'start' });
        case 'changesStep':
          return changes.get(key)?.next({ ...entry, kind: 'step' });
      }
    },
  };
}

/** One call, or what changes in it, and what each monitor makes of it so far. */
class Watched<M, Call> {
  readonly #call: Call;
  readonly #monitors: readonly Monitor<unknown, M, Call>[];
  #states: readonly unknown[];

  constructor(call: Call, monitors: readonly Monitor<unknown, M, Call>[]) {
    this.#call = call;
    this.#monitors = monitors;
    this.#states = monitors.map((monitor) => monitor.start(call));
  }

  /** The rule that the next moment breaks, and how; undefined where it breaks none. */
  next(moment: M): string | undefined {
    const states: unknown[] = [];
    for (const [index, monitor] of this.#monitors.entries()) {
      const next = monitor.next(this.#states[index], moment, this.#call);
      if (isViolation(next)) return `${monitor.rule}: ${next.because}`;
      states.push(next);
    }
    this.#states = states;
    return undefined;
  }
}

/** What is wrong with a whole trace, entry by entry; nothing is how it should be. */
export function checkTrace(entries: readonly TraceEntry[], monitors?: readonly Monitor<unknown>[]): readonly string[] {
  const check = createTraceCheck(monitors);
  return entries.flatMap((entry) => check.next(entry) ?? []);
}
