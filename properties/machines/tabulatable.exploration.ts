/** Every machine can be written down as a table: finite, named, without a clock or a way nobody goes. */
import { describe, expect, test } from 'vitest';
import { assign, raise, setup } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { calleeMachine } from '../../machines/callee.machine.ts';
import { callerMachine } from '../../machines/caller.machine.ts';
import { OCCASIONS, POLICIES } from '../../machines/context.ts';
import { ALPHABET } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import { tabulationFaults } from '../support/tabulatable.ts';
import { INPUTS } from '../../machines/inputs.ts';

const WORDS = {
  policy: POLICIES,
  omemo: ['disabled', 'enabled'],
  presence: ['hidden', 'shared'],
  occasion: OCCASIONS,
  sent: ['encrypted', 'nothing', 'plain'],
  received: ['encrypted', 'nothing', 'plain'],
  because: [null, 'disabled', 'notAnnounced', 'invalidDevice', 'noSession', 'distrusted', 'announcedNotUsed'],
  trust: ['blind', 'distrusted', 'undecided', 'verified'],
} as const;

describe('the machines', () => {
  test.each<[Role, AnyStateMachine]>([
    ['caller', callerMachine],
    ['callee', calleeMachine],
  ])('the %s has nothing in it that keeps it from being a table', (role, machine) => {
    const faults = tabulationFaults({ machine, inputs: INPUTS[role], alphabet: ALPHABET, words: WORDS });
    expect(faults).toEqual([]);
  });
});

const small = setup({
  types: { context: {} as { readonly mood: string }, events: {} as { type: 'go' } | { type: 'stop' } },
  actions: {
    effect: () => {},
    cheer: assign({ mood: 'glad' }),
    grow: assign({ mood: ({ context }) => `${context.mood}!` }),
    spoil: ({ context }) => Object.assign(context, { mood: 'spoilt' }),
  },
  guards: {
    isSad: ({ context }) => context.mood === 'sad',
    always: () => true,
    meddles: ({ context }) => Object.assign(context, { mood: 'spoilt' }).mood === 'sad',
  },
});
const context = { mood: 'sad' } as const;
const done = { type: 'final' } as const;

describe('what would keep a machine from being a table is found', () => {
  const faultsOf = (machine: AnyStateMachine) =>
    tabulationFaults({
      machine,
      inputs: [undefined],
      alphabet: [{ type: 'go' }, { type: 'stop' }],
      words: { mood: ['sad', 'glad'] },
    });

  test('and a sound one has no fault', () => {
    const sound = small.createMachine({
      context,
      initial: 'a',
      states: { a: { on: { go: [{ guard: 'isSad', actions: ['cheer', 'effect'] }, { target: 'b' }] } }, b: done },
    });
    expect(faultsOf(sound)).toEqual([]);
  });

  test.each<[string, Parameters<typeof small.createMachine>[0], RegExp]>([
    ['a delay', { context, initial: 'a', states: { a: { after: { 1: 'b' } }, b: done } }, /has after/],
    ['another actor', { context, initial: 'a', states: { a: { invoke: { src: 'x' } as never } } }, /has invoke/],
    ['two regions', { context, type: 'parallel', states: { a: {}, b: {} } }, /is a parallel state/],
    ['a history', { context, initial: 'a', states: { a: {}, h: { type: 'history' } } }, /is a history state/],
    ['an unnamed action', { context, entry: () => {} }, /entry is a function without a name/],
    ['an unnamed guard', { context, on: { go: { guard: () => true } } }, /guard is a function without a name/],
    ['an event to itself', { context, entry: raise({ type: 'go' }) as never }, /function without a name|xstate\.raise/],
    ['an action of nobody', { context, entry: 'dance' as never }, /nobody implements the action dance/],
    ['a guard of nobody', { context, on: { go: { guard: 'isLate' as never } } }, /nobody implements the guard isLate/],
    ['a context without end', { context, on: { go: { actions: 'grow' } } }, /context\.mood can be "sad!"/],
    [
      'a guard that meddles',
      { context, on: { go: { guard: 'meddles', actions: 'cheer' } } },
      /changes what it was given/,
    ],
    [
      'a way nobody goes',
      { context, initial: 'a', states: { a: { on: { go: [{ target: 'b' }, { actions: 'cheer' }] } }, b: done } },
      /never takes its way 2 upon go/,
    ],
    [
      'a guard that cannot say no',
      { context, on: { go: { guard: 'always', actions: 'cheer' } } },
      /only ever says true/,
    ],
  ])('%s', (_, config, fault) => {
    expect(faultsOf(small.createMachine(config)).join('\n')).toMatch(fault);
  });
});
