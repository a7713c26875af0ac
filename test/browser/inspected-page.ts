/** An application whose machines are inspected, as somebody's own page has it: with @statelyai/inspect. */
import { createBrowserInspector } from '@statelyai/inspect';
import { createActor } from 'xstate';
import type { Actor } from 'xstate';
import { lamp } from '../support/lamp.ts';
import { answer, createPair, keyWith } from '../support/pair.ts';
import { JULIET } from '../support/parties.ts';

let inspector: ReturnType<typeof createBrowserInspector> | undefined;
let actor: Actor<typeof lamp> | undefined;

function inspecting(): NonNullable<typeof inspector> {
  if (inspector === undefined) throw new Error('nothing is inspected yet');
  return inspector;
}

function running(): NonNullable<typeof actor> {
  if (actor === undefined) throw new Error('the lamp is not there yet');
  return actor;
}

function frame(): HTMLIFrameElement {
  const iframe = document.createElement('iframe');
  iframe.style.cssText = 'position:fixed;inset:0;width:100%;height:100%;border:0';
  document.body.append(iframe);
  return iframe;
}

const functions = {
  inspect: (how: 'frame' | 'window', url: string) => {
    inspector = createBrowserInspector(how === 'frame' ? { url, iframe: frame() } : { url });
    return Promise.resolve();
  },
  start: () => {
    actor = createActor(lamp, { inspect: inspecting().inspect }).start();
    return Promise.resolve();
  },
  send: (type: 'count' | 'press' | 'unplug') => Promise.resolve(running().send({ type })),
  burn: () => {
    running().getSnapshot().children['bulb']?.send({ type: 'burn' });
    return Promise.resolve();
  },
  stop: () => Promise.resolve(void running().stop()),
  stopInspector: () => Promise.resolve(inspecting().stop()),

  /** A whole call between two cores in this page, each call's machine told of in XState's own way. */
  call: async () => {
    const { inspect } = inspecting() as unknown as { inspect: { next: (event: unknown) => void } };
    const pair = await createPair({ both: { inspect: (event) => inspect.next(event) } });
    const sessionId = await answer(pair);
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    await pair.settle();
  },

  /** Messages that no inspector sends, from the page itself. */
  saySomethingElse: () => {
    const { adapter } = inspecting() as unknown as { adapter: { targetWindow: Window } };
    const circle: Record<string, unknown> = { type: 'x' };
    circle['self'] = circle;
    const of = (type: string, more: object) => ({ type, sessionId: 'x', _version: '0', createdAt: '1', ...more });
    const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    const wrong = [
      ...['text', 7, null, [], { type: '@xstate.snapshot' }, { kind: 'start' }],
      of('@xstate.snapshot', { event: circle, snapshot: { value: circle, context: circle, status: 'active' } }),
      of('@xstate.snapshot', { event: { type: 'big' }, snapshot: { value: 'on', context: { count: 7n } } }),
      of('@xstate.actor', { name: 'deep', definition: `{"id":"deep","states":{"a":${deep}}}`, sessionId: 'deep' }),
      of('@xstate.snapshot', { sessionId: 'deep', event: { type: 'xstate.init' }, snapshot: { value: 'a' } }),
      of('@xstate.actor', { name: '<img src=x onerror=alert(1)>', parentId: 'y', definition: '{"states":{"a":{}}}' }),
    ];
    for (const message of wrong) adapter.targetWindow.postMessage(message, '*');
    return Promise.resolve();
  },
};
export type InspectedPage = typeof functions;

Object.assign(globalThis, { functions });
