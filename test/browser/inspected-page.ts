/** An application whose machines are inspected, as somebody's own page would do it: with @statelyai/inspect. */
import { createBrowserInspector } from '@statelyai/inspect';
import { assign, createActor, setup } from 'xstate';
import type { Actor } from 'xstate';
import { answer, createPair, keyWith } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

const bulb = setup({ types: { events: {} as { type: 'burn' } } }).createMachine({
  id: 'bulb',
  initial: 'glowing',
  states: { glowing: { on: { burn: 'burnt' } }, burnt: { type: 'final' } },
});

/** Guards, context, an action, a child, a delay, and a transition that leaves no state. */
const lamp = setup({
  types: {
    context: {} as { presses: number; owner: string },
    events: {} as { type: 'press' } | { type: 'count' } | { type: 'unplug' },
  },
  actors: { bulb },
  actions: { click: () => undefined },
  guards: { isWorn: ({ context }) => context.presses >= 3 },
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

let actor: Actor<typeof lamp> | undefined;
let inspector: ReturnType<typeof createBrowserInspector> | undefined;

const functions = {
  inspectInWindow: async (url: string) => {
    inspector = createBrowserInspector({ url });
  },
  inspectInFrame: async (url: string) => {
    const iframe = document.createElement('iframe');
    iframe.style.cssText = 'position:fixed;inset:40px 0 0 0;width:100%;height:calc(100% - 40px);border:0';
    document.body.append(iframe);
    inspector = createBrowserInspector({ url, iframe });
  },
  startLamp: async () => {
    actor = createActor(lamp, { inspect: inspector!.inspect }).start();
  },
  send: async (type: 'press' | 'count' | 'unplug') => actor!.send({ type }),
  burn: async () => actor!.getSnapshot().children['bulb']!.send({ type: 'burn' }),
  stop: async () => void actor!.stop(),
  stopInspector: async () => inspector!.stop(),
  call: async () => {
    const pair = await createPair({ both: { inspect: (e: any) => (inspector as any).inspect.next(e) } });
    const sessionId = await answer(pair);
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    await pair.settle();
  },
};

Object.assign(globalThis, { functions });
