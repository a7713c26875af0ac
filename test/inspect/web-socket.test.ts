/** Programs that tell of their machines over the WebSocket, with `createWebSocketInspector` of the real package. */
import { createWebSocketInspector } from '@statelyai/inspect';
import { createActor } from 'xstate';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '../../src/cli/inspect/server.ts';
import type { InspectorServer } from '../../src/cli/inspect/server.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { lamp } from '../support/lamp.ts';

/** A server, and what a page of it has made of what it was told. */
async function started() {
  const server = await startServer({ page: new Map(), port: 0, title: 'a test' });
  const { host, hash } = new URL(server.address);
  const timeline = new Timeline();
  const page = new WebSocket(`ws://${host}/watch?${hash.slice(1)}`);
  page.on('message', (data) => {
    const read = readMessage(JSON.parse((data as Buffer).toString()));
    if (read.ok && read.value !== undefined) timeline.add(read.value);
  });
  onTestFinished(async () => {
    page.terminate();
    await server.close();
  });
  await new Promise((resolve) => page.once('open', resolve));
  return { server, timeline };
}

interface Sanitizing {
  readonly sanitizeContext?: () => Record<string, string>;
}

function inspected(url: string, options: Sanitizing = {}) {
  const inspector = createWebSocketInspector({ ...options, url });
  onTestFinished(() => inspector.stop());
  return createActor(lamp, { inspect: inspector.inspect });
}

function statesOf(timeline: Timeline): readonly string[] {
  return timeline.actors.map(({ id, title }) => `${title} ${timeline.momentAt(id, Infinity)?.state}`);
}

describe('a machine in Node', () => {
  test('is told of in order, with its context and its child, by whoever has the address with the token', async () => {
    const { server, timeline } = await started();
    const actor = inspected(server.applicationAddress).start();
    for (const type of ['press', 'count', 'press', 'press'] as const) actor.send({ type });
    await expect.poll(() => statesOf(timeline)).toEqual(['lamp broken', 'bulb glowing']);
    const [shown] = timeline.actors;
    const steps = timeline.happenings.flatMap((each) =>
      each.kind === 'step' && each.actor.id === shown?.id ? [each.moment] : [],
    );
    expect(steps.map(({ event, state }) => `${event?.type ?? ''} ${state}`)).toEqual([
      ...[' off', 'press on', 'count on', 'press off', 'press broken'],
    ]);
    expect(steps.map(({ context }) => context['presses'])).toEqual([0, 1, 2, 2, 2]);
    expect(timeline.actors[1]?.parent).toBe(shown?.id);
    // The bulb is stopped when the lamp goes off.
    expect(timeline.momentAt(timeline.actors[1]?.id ?? '', Infinity)).toMatchObject({
      isOver: true,
      event: { type: 'xstate.stop' },
    });
  });

  test('tells of its values what its developer lets through', async () => {
    const { server, timeline } = await started();
    const options = { sanitizeContext: () => ({ presses: 'withheld' }) };
    inspected(server.applicationAddress, options).start();
    await expect.poll(() => statesOf(timeline)).toEqual(['lamp off']);
    expect(timeline.momentAt(timeline.actors[0]?.id ?? '', Infinity)?.context).toEqual({ presses: 'withheld' });
  });

  test('tells nobody anything without the token, or with another', async () => {
    const { server, timeline } = await started();
    const { host, pathname } = new URL(server.applicationAddress);
    for (const search of ['', `?token=${'A'.repeat(32)}`]) inspected(`ws://${host}${pathname}${search}`).start();
    // The page of a program that has the token is told of that one, and of no other before it.
    const known = inspected(server.applicationAddress).start();
    known.send({ type: 'unplug' });
    await expect.poll(() => statesOf(timeline)).toEqual(['lamp gone']);
    expect(timeline.happenings).toHaveLength(2);
  });
});

/** Sends it, and then something that is well. */
async function tell(server: InspectorServer, text: string): Promise<void> {
  const socket = new WebSocket(server.applicationAddress);
  onTestFinished(() => socket.terminate());
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(text);
  socket.send('{"note":"still here"}');
}

describe('a message that is', () => {
  const deep = `${'{"a":'.repeat(90_000)}1${'}'.repeat(90_000)}`;
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, at])));

  test.each([
    ['deeper than any stack', deep],
    ['wider than anybody reads', wide],
  ])('%s does the server no harm, and is kept small', async (_, context) => {
    const { server, timeline } = await started();
    const event = '{"type":"e"}';
    const snapshot = `{"value":"a","context":${context},"status":"active"}`;
    await tell(server, `{"type":"@xstate.snapshot","sessionId":"s","event":${event},"snapshot":${snapshot}}`);
    await expect.poll(() => timeline.happenings.at(-1)).toMatchObject({ kind: 'remark', words: 'still here' });
    const [first] = timeline.happenings;
    expect(first?.kind).toBe('step');
    const kept = first?.kind === 'step' ? JSON.stringify(first.moment.context).length : Infinity;
    expect(kept).toBeLessThan(100_000);
    expect(kept).toBeGreaterThan(10);
  });
});
