/** A machine that has nothing to do with calls, and most of what one can have: for tests of the inspector. */
import { assign, setup } from 'xstate';

const bulb = setup({ types: { events: {} as { type: 'burn' } } }).createMachine({
  id: 'bulb',
  initial: 'glowing',
  states: { glowing: { on: { burn: 'burnt' } }, burnt: { type: 'final' } },
});

/** It is switched on and off, with a bulb of its own while it is on; the third press breaks it. */
export const lamp = setup({
  types: {
    context: {} as { presses: number; owner: string },
    events: {} as { type: 'press' } | { type: 'count' } | { type: 'unplug' },
  },
  actors: { bulb },
  actions: { click: () => undefined },
  guards: { isWorn: ({ context }) => context.presses >= 2 },
}).createMachine({
  id: 'lamp',
  context: { presses: 0, owner: 'Juliet' },
  initial: 'off',
  on: { unplug: '.gone' },
  states: {
    off: {
      on: {
        press: [
          { guard: 'isWorn', target: 'broken' },
          { target: 'on', actions: ['click', assign({ presses: ({ context }) => context.presses + 1 })] },
        ],
      },
    },
    on: {
      invoke: { src: 'bulb', id: 'bulb', onDone: 'broken' },
      on: {
        press: { target: 'off', actions: 'click' },
        count: { actions: assign({ presses: ({ context }) => context.presses + 1 }) },
      },
      after: { 60_000: 'off' },
    },
    broken: {},
    gone: { type: 'final' },
  },
});
