/**
 * The table that calls are stepped by is the machine: what is looked up is what XState answers, and nothing is changed
 * by asking.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import type { SnapshotFrom } from 'xstate';
import { resumeStepper, startStepper } from '../../machines/actor.ts';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { callerMachine } from '../../machines/caller.machine.ts';
import type { CallInput } from '../../machines/context.ts';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { restoreCall, timersAfter } from '../../machines/restore.ts';
import type { WrittenMachine } from '../../machines/restore.ts';
import { expects, ROLES, startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Role } from '../../machines/step.ts';
import { InvariantError } from '../../src/base/errors.ts';
import { watchedCall } from '../arbitraries/call-input.ts';
import { eventChoices } from '../arbitraries/event-choices.ts';
import type { EventChoice } from '../arbitraries/event-choices.ts';
import type { WatchedCall } from '../monitors/monitor.ts';
import { frozenCopy } from '../support/frozen-copy.ts';
import { describeStep, stepsOf, tablesOf } from './explore.ts';
import { play } from './play.ts';

const someEvent = fc.constantFrom(...ALPHABET);

function eventsOf(call: WatchedCall, choices: readonly EventChoice[]): readonly CallEvent[] {
  return play(call, choices).flatMap((moment) => (moment.kind === 'step' ? [moment.event] : []));
}

// Both machines are made of one setup, and so of one type but for the names of their states.
function machineOf(role: Role): typeof callerMachine {
  return role === 'caller' ? callerMachine : (calleeMachine as unknown as typeof callerMachine);
}

/** Only what the machine ordered: `note` changes the context, and null is nothing in this context. */
function ordersAmong(actions: readonly { readonly type: string; readonly params?: unknown }[]): readonly unknown[] {
  return actions.filter(({ type, params }) => type === 'effect' && params !== null).map(({ params }) => params);
}

function expectSame(snapshot: CallSnapshot, fresh: SnapshotFrom<typeof callerMachine>): void {
  expect(fresh.matches(snapshot.state as never)).toBe(true);
  expect(fresh.context).toEqual(snapshot.context);
  expect(fresh.status !== 'active').toBe(snapshot.ended);
}

describe('stepCall', () => {
  test('answers what a fresh transition of the machine answers, for any sequence', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, (call, choices) => {
        const machine = machineOf(call.role);
        let [fresh, actions] = initialTransition(machine, call.input);
        let step = startCall(call.role, call.input);
        expectSame(step.snapshot, fresh);
        expect(ordersAmong(actions)).toEqual(step.effects);
        for (const event of eventsOf(call, choices)) {
          if (step.snapshot.ended) return;
          [fresh, actions] = transition(machine, fresh, event);
          step = stepCall(step.snapshot, event);
          expectSame(step.snapshot, fresh);
          expect(ordersAmong(actions)).toEqual(step.effects);
        }
      }),
      // Pure transitions build an actor system each: a third of the usual runs is 1,300 of them.
      { numRuns: 33 },
    );
  });

  test('answers the very same step to the same snapshot and event', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, someEvent, (call, choices, event) => {
        const snapshots = [startCall(call.role, call.input).snapshot];
        for (const each of eventsOf(call, choices)) snapshots.push(stepCall(snapshots.at(-1)!, each).snapshot);
        for (const snapshot of snapshots) {
          const step = stepCall(snapshot, event);
          expect(stepCall(snapshot, structuredClone(event))).toBe(step);
          // The order of fields is no fact.
          const reversed = Object.fromEntries(Object.entries(event).reverse()) as unknown as CallEvent;
          expect(stepCall(snapshot, reversed)).toStrictEqual(step);
        }
      }),
    );
  });

  test('changes neither the input, nor the event, nor a snapshot it was given or has answered', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, ({ role, input }, choices) => {
        let { snapshot } = startCall(role, frozenCopy(input));
        for (const event of eventsOf({ role, input }, choices)) {
          const before = JSON.stringify(snapshot);
          const next = stepCall(snapshot, frozenCopy(event)).snapshot;
          expect(JSON.stringify(snapshot)).toBe(before);
          snapshot = next;
        }
      }),
    );
  });

  test('gives out only frozen snapshots, contexts, steps and lists of effects', () => {
    const faults = ROLES.flatMap((role) =>
      [...stepsOf(tablesOf(role))].filter(({ from, event }) => {
        const step = stepCall(from, event);
        const parts = [step, step.effects, step.snapshot, step.snapshot.context];
        return !parts.every((part) => Object.isFrozen(part));
      }),
    );
    expect(faults.map(describeStep)).toEqual([]);
  });

  test('refuses a snapshot that is only a copy, as a bug of ours', () => {
    const { snapshot } = startCall('caller', {
      policy: 'expect',
      omemo: 'enabled',
      presence: 'shared',
      occasion: 'call',
    });
    const hangUp = { type: 'local.hangUp' } as const;
    expect(() => stepCall({ ...snapshot }, hangUp)).toThrow(InvariantError);
    expect(() => stepCall(structuredClone(snapshot), hangUp)).toThrow(InvariantError);
    expect(() => expects({ ...snapshot }, hangUp.type)).toThrow(InvariantError);
  });
});

/** Whether the one answer of every state is more than a note: then a state need not have one of its own. */
function hasOneAnswer({ type }: CallEvent): boolean {
  return type === 'omemo.trustChanged' || type === 'connection.gone';
}

describe('expects', () => {
  test('D21: is false only of events that the state answers as it would answer them anywhere', () => {
    for (const role of ROLES) {
      const faults = [...stepsOf(tablesOf(role))].filter(({ from, event, to, effects }) => {
        if (from.ended || expects(from, event.type) || hasOneAnswer(event)) return false;
        return to !== from || effects.length > 1;
      });
      expect(faults).toEqual([]);
    }
  });

  test('D21: is true of an offer or answer exactly where one can be taken', () => {
    for (const role of ROLES) {
      const type = role === 'caller' ? 'peer.sessionAccept' : 'peer.sessionInitiate';
      const waiting = tablesOf(role).flatMap(({ states }) => states.filter((snapshot) => expects(snapshot, type)));
      const names = new Set(waiting.map(({ state }) => state));
      expect([...names]).toEqual(role === 'caller' ? ['initiated.waiting'] : ['accepted', 'called.opening']);
    }
  });
});

describe('a machine that was written down', () => {
  test('is found again, the very same snapshot, in every state that it reaches and has not ended in', () => {
    for (const role of ROLES) {
      const faults = tablesOf(role).flatMap(({ input, states }) =>
        states.filter((snapshot) => {
          const written = JSON.parse(JSON.stringify(writtenAs(snapshot, input))) as WrittenMachine;
          return restoreCall(written)?.snapshot !== (snapshot.ended ? undefined : snapshot);
        }),
      );
      expect(faults).toEqual([]);
    }
  });

  test('is not found where it never gets: other words, more, fewer, or another input', () => {
    const reachable = new Map<string, WrittenMachine>();
    for (const role of ROLES) {
      for (const { input, states } of tablesOf(role)) {
        for (const snapshot of states) {
          const written = writtenAs(snapshot, input);
          if (!snapshot.ended) reachable.set(keyOf(written), written);
        }
      }
    }
    const all = [...reachable.values()];
    const words = [...new Set(all.flatMap(({ context }) => Object.values(context))), undefined, 'toString', 1, {}];
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.constantFrom(...all),
        fc.subarray(['role', 'input', 'state', 'context'] as const),
        fc.record({ name: fc.constantFrom(...Object.keys(all[0]!.context), 'other'), word: fc.constantFrom(...words) }),
        (one, other, taken, { name, word }) => {
          const mixed = { ...one, ...Object.fromEntries(taken.map((part) => [part, other[part]])) };
          const changed = { ...mixed, context: { ...mixed.context, [name]: word } };
          for (const written of [mixed, changed]) {
            expect(restoreCall(written) !== undefined).toBe(reachable.has(keyOf(written)));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('D22: has the deadlines running that run there, whichever way it got there', () => {
    const sorted = (timers: Iterable<string>) => [...timers].sort().join(' ');
    for (const role of ROLES) {
      for (const table of tablesOf(role)) {
        const timersOf = (snapshot: CallSnapshot) => restoreCall(writtenAs(snapshot, table.input))!.timers;
        const faults = [...stepsOf([table])].filter(({ from, event, to, effects }) => {
          if (from.ended || to.ended) return false;
          return sorted(timersAfter(timersOf(from), effects, event)) !== sorted(timersOf(to));
        });
        expect(faults.map(describeStep)).toEqual([]);
      }
    }
  });

  test('is not found where its context lacks a word', () => {
    const input = { policy: 'expect', omemo: 'enabled', presence: 'shared', occasion: 'call' } as const;
    const { context, ...written } = writtenAs(startCall('caller', input).snapshot, input);
    const lacking = Object.fromEntries(Object.entries(context).filter(([name]) => name !== 'trust'));
    expect(restoreCall({ ...written, context: lacking })).toBeUndefined();
  });

  test('goes on, watched or not, as it would have gone on', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, fc.nat(20), ({ role, input }, choices, stop) => {
        const events = eventsOf({ role, input }, choices);
        const before = startStepper(role, input, undefined, 'before');
        for (const event of events.slice(0, stop)) before.step(event);
        if (before.snapshot.ended) return;
        const shown: string[] = [];
        const watched = resumeStepper(before.snapshot, ({ type }) => void shown.push(type), 'watched');
        const table = resumeStepper(before.snapshot, undefined, 'table');
        expect([watched.initial, table.initial]).toEqual([[], []]);
        for (const event of events.slice(stop)) {
          if (before.snapshot.ended) break;
          const effects = before.step(event);
          expect(watched.step(event)).toEqual(effects);
          expect(table.step(event)).toEqual(effects);
          expect(watched.snapshot).toBe(before.snapshot);
        }
        expect(shown[0]).toBe('@xstate.actor');
      }),
      { numRuns: 33 },
    );
  });
});

function writtenAs({ role, state, context }: CallSnapshot, input: CallInput): WrittenMachine {
  return { role, input, state, context: { ...context } };
}

/** The order of fields is no fact. */
function keyOf({ role, input, state, context }: WrittenMachine): string {
  const sorted = (words: object) => Object.entries(words).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([role, sorted(input), state, sorted(context)]);
}

describe('a call somebody watches', () => {
  test('does what one does that nobody watches, and shows the inspector each event it took', () => {
    fc.assert(
      fc.property(watchedCall, eventChoices, ({ role, input }, choices) => {
        const shown: unknown[] = [];
        const inspect = (inspected: { readonly type: string; readonly event?: unknown }): void => {
          if (inspected.type === '@xstate.event') shown.push(inspected.event);
        };
        const watched = startStepper(role, input, inspect, 'watched');
        const table = startStepper(role, input, undefined, 'table');
        expect(watched.initial).toEqual(table.initial);
        const taken: CallEvent[] = [];
        for (const event of eventsOf({ role, input }, choices)) {
          if (table.snapshot.ended) break;
          taken.push(event);
          expect(watched.step(event)).toEqual(table.step(event));
          expect(watched.snapshot).toBe(table.snapshot);
        }
        // The first one is XState's own, of the start.
        expect(shown.slice(1)).toEqual(taken);
      }),
      { numRuns: 33 },
    );
  });
});
