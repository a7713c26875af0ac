/** Of every trace that a machine can leave nothing is said, and of one that was changed the entry that was. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { CallTraceEntry } from '../../src/call/trace.ts';
import { readTraceEntry } from '../../src/call/read-trace-entry.ts';
import { validateTrace } from '../../src/call/validate-trace.ts';
import { parseJid } from '../../src/jid.ts';
import { parseSessionId } from '../../src/stanzas/identifiers.ts';
import { callInputOf, watchedCall } from '../arbitraries/call-input.ts';
import { eventChoices } from '../arbitraries/event-choices.ts';
import type { EventChoice } from '../arbitraries/event-choices.ts';
import type { Monitor, WatchedCall } from '../monitors/monitor.ts';
import { violation } from '../monitors/monitor.ts';
import { checkTrace } from '../support/trace-check.ts';
import { play } from './play.ts';

/** What the call manager would have noted: nothing after the end. */
function traceOf(call: WatchedCall, choices: readonly EventChoice[]): readonly CallTraceEntry[] {
  const ofCall = { atMs: 0, sessionId: parseSessionId('s1')!, peer: parseJid('juliet@capulet.example')! };
  const { role, input } = call;
  return play(call, choices).flatMap((moment): readonly CallTraceEntry[] => {
    if (moment.kind === 'start') return [{ ...moment, ...ofCall, role, input }];
    return moment.from === 'ended' ? [] : [{ ...moment, ...ofCall, role }];
  });
}

describe('the check of every trace in these tests', () => {
  const mute: Monitor<number> = {
    rule: 'A1',
    sentence: 'a call takes at most three steps',
    start: () => 0,
    next: (steps) => (steps > 3 ? violation('a fourth step') : steps + 1),
  };

  test('tells what the tables do not say, and what a monitor does', () => {
    const choices = Array.from({ length: 9 }, () => ({ among: 'any' as const, nth: 4 }));
    const input = { policy: 'expect', omemo: 'enabled', presence: 'shared', occasion: 'call' } as const;
    const trace = traceOf({ role: 'caller', input }, choices);
    expect(checkTrace(trace)).toEqual([]);
    expect(checkTrace(trace.slice(1))[0]).toMatch(/^entry 0: .*: the call was never started$/);
    expect(checkTrace(trace, [mute as Monitor<unknown>])[0]).toBe('A1: a fourth step');
  });
});

describe('a trace', () => {
  test('T1: that a call has left is found right, as it is, as JSON, and from any entry on', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, fc.nat(), (call, choices, cut) => {
        const trace = traceOf(call, choices);
        expect(checkTrace(trace)).toEqual([]);
        const text = trace.map((entry) => JSON.stringify(entry));
        const read = text.map((line) => readTraceEntry(JSON.parse(line)));
        const entries = read.map((entry) => (entry.ok ? entry.value : expect.fail(JSON.stringify(entry.error))));
        expect(entries).toEqual(trace);
        expect(validateTrace(entries)).toEqual([]);
        expect(validateTrace(entries.slice(cut % entries.length))).toEqual([]);
      }),
    );
  });

  test('T2: of which one entry is missing or doubled is wrong from there on, if the entry says anything', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, fc.nat(), (call, choices, at) => {
        const trace = traceOf(call, choices);
        // What leads nowhere and orders nothing leaves a trace that is as good without it, or with it twice.
        const index = trace.findIndex((entry, each) => each >= at % trace.length && moves(entry));
        fc.pre(index > 0);
        const [doubled] = validateTrace(trace.toSpliced(index, 0, trace[index]!));
        expect(doubled?.entry).toBe(index + 1);
        fc.pre(index < trace.length - 1);
        const [missing] = validateTrace(trace.toSpliced(index, 1));
        expect(missing?.entry).toBe(index);
      }),
    );
  });

  test('T3: that says another input, state or order than the table is wrong at that entry', () => {
    const change = fc.constantFrom<(entry: CallTraceEntry) => Partial<CallTraceEntry>>(
      ({ to }) => ({ to: to === 'ended' ? 'accepted' : 'ended' }),
      ({ effects }) => ({ effects: [...effects, { kind: 'noteUnusable' }] }),
      ({ effects }) => ({ effects: effects.length === 0 ? [{ kind: 'acknowledge' }] : effects.slice(1) }),
      ({ role }) => ({ from: role === 'caller' ? 'accepted' : 'initiated.waiting' }),
    );
    fc.assert(
      fc.property(watchedCall, eventChoices, fc.nat(), change, (call, choices, at, changed) => {
        const trace = traceOf(call, choices);
        const index = at % trace.length;
        const entry = trace[index]!;
        const wrong = { ...entry, ...changed(entry) } as CallTraceEntry;
        fc.pre(entry.kind === 'step' || !('from' in wrong));
        expect(validateTrace(trace.with(index, wrong))[0]?.entry).toBe(index);
      }),
    );
  });

  test('T4: of a call with one input is wrong under each input that makes it another', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, callInputOf('callee'), (call, choices, input) => {
        const trace = traceOf(call, choices);
        const [start, ...steps] = trace;
        const other = call.role === 'callee' ? input : { ...input, occasion: 'call' as const };
        const claimed = [{ ...start!, input: other } as CallTraceEntry, ...steps];
        const events = steps.flatMap((entry) => (entry.kind === 'step' ? [entry.event] : []));
        const isSame = JSON.stringify(replay(call.role, other, events)) === JSON.stringify(trace.map(answerIn));
        expect(validateTrace(claimed).length).toBe(isSame ? 0 : 1);
      }),
    );
  });
});

function moves(entry: CallTraceEntry): boolean {
  return entry.kind === 'step' && entry.from !== entry.to;
}

function answerIn({ to, effects }: CallTraceEntry) {
  return { to, effects };
}

function replay(role: WatchedCall['role'], input: WatchedCall['input'], events: readonly CallEvent[]) {
  let step = startCall(role, input);
  const answers = [{ to: step.snapshot.state, effects: step.effects }];
  for (const event of events) {
    step = stepCall(step.snapshot, event);
    answers.push({ to: step.snapshot.state, effects: step.effects });
  }
  return answers;
}
