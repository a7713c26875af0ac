/** What leaves an application that is inspected: of whole calls with real stanzas and OMEMO, and of any machine. */
import { createActor, setup, assign } from 'xstate';
import { describe, expect, test } from 'vitest';
import { ATTACKS } from '../../src/stage/attacks/all.ts';
import { PACES } from '../../src/cli/demo/pace.ts';
import { stageCall } from '../../src/cli/demo/stage.ts';
import type { StageEvent } from '../../src/stage/stage-events.ts';
import { watchStage } from '../../src/cli/demo/watch-stage.ts';
import { createInspection } from '../../src/inspect/inspection.ts';
import type { InspectMessage } from '../../src/inspect/message.ts';
import { readMessage } from '../../src/inspect/read-message.ts';
import { Timeline } from '../../src/inspect/timeline.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { createConnectedStandIns } from '../cli/stand-in-engine.ts';

/** Everything in stanzas and reports that is nobody else's business. */
function secretsIn(events: readonly StageEvent[]): ReadonlySet<string> {
  const secrets = new Set<string>();
  for (const event of events) {
    if (event.kind === 'certificate') secrets.add(event.value);
    if (event.kind === 'report' && event.report.kind === 'authentication' && 'identityKey' in event.report.verdict) {
      secrets.add(event.report.verdict.identityKey);
    }
    if (event.kind !== 'stanza') continue;
    const xml = serializeXml(event.stanza);
    for (const [, value = ''] of xml.matchAll(/(?:pwd|ufrag|ip)=['"]([^'"]+)/g)) secrets.add(value);
    // Keys, signatures, ciphertexts, and fingerprints in the clear.
    for (const [, text = ''] of xml.matchAll(/>([^<>]{16,})</g)) secrets.add(text);
  }
  return secrets;
}

async function inspected(name: string | undefined) {
  const events: StageEvent[] = [];
  const messages: InspectMessage[] = [];
  const send = (message: InspectMessage) => void messages.push(message);
  const watch = watchStage({ send, of: (party = '') => createInspection({ send, party }) });
  const attack = ATTACKS.find((each) => each.name === name);
  await stageCall(
    { attack, policy: 'opportunistic', media: ['audio', 'video'] },
    {
      media: createConnectedStandIns(),
      pace: PACES.fast,
      signal: new AbortController().signal,
      observe: (event) => {
        events.push(event);
        watch(event);
      },
    },
  );
  return { events, messages };
}

describe('an inspected call', () => {
  test.each([undefined, 'swap-fingerprint', 'strip-device'])(
    'tells no secret, whatever the server does: %s',
    async (name) => {
      const { events, messages } = await inspected(name);
      const secrets = secretsIn(events);
      expect(secrets.size).toBeGreaterThan(100);
      const told = JSON.stringify(messages);
      expect([...secrets].filter((secret) => told.includes(secret))).toEqual([]);
    },
  );

  test('tells which device a fingerprint is encrypted for, and each message is read again as it is', async () => {
    const { messages } = await inspected(undefined);
    const initiate = messages.find((message) => 'stanza' in message && message.stanza.says === 'session-initiate');
    expect(initiate).toMatchObject({
      stanza: {
        fingerprints: [
          { kind: 'encrypted', media: 'audio', by: 111, for: 222 },
          { kind: 'encrypted', media: 'video', by: 111, for: 222 },
        ],
      },
    });
    for (const message of messages) expect(readMessage(message)).toEqual({ ok: true, value: message });
  });
});

const counter = setup({
  types: { context: {} as { count: number; password: string }, events: {} as { type: 'add'; secret: string } },
}).createMachine({
  id: 'counter',
  context: { count: 0, password: 'hunter2' },
  initial: 'low',
  states: {
    low: { on: { add: { target: 'high', actions: assign({ count: ({ context }) => context.count + 1 }) } } },
    high: {},
  },
});

describe('another machine', () => {
  test('is shown by the names of its states and events, its values only by their kind', () => {
    const messages: InspectMessage[] = [];
    const { inspect } = createInspection({ send: (message) => messages.push(message) });
    const actor = createActor(counter, { inspect }).start();
    actor.send({ type: 'add', secret: 'xyzzy' });
    const told = JSON.stringify(messages);
    expect(told).not.toMatch(/hunter2|xyzzy/);
    const timeline = new Timeline();
    for (const message of messages) timeline.add(message);
    const [shown] = timeline.actors;
    expect(timeline.actors).toHaveLength(1);
    expect(timeline.happenings).toHaveLength(2);
    expect(timeline.momentAt(shown?.id ?? '', 0)?.state).toBe('low');
    expect(timeline.momentAt(shown?.id ?? '', 1)).toMatchObject({
      state: 'high',
      from: 'low',
      event: { type: 'add', secret: 'text' },
      context: { count: 'number', password: 'text' },
    });
  });

  test('shows what its developer reveals', () => {
    const messages: InspectMessage[] = [];
    const reveal = (name: string, value: unknown) => (name === 'count' ? value : undefined);
    const { inspect } = createInspection({ send: (message) => messages.push(message), reveal });
    createActor(counter, { inspect }).start();
    expect(messages).toContainEqual(
      expect.objectContaining({ snapshot: expect.objectContaining({ context: { count: 0 } }) as unknown }),
    );
    expect(JSON.stringify(messages)).not.toContain('hunter2');
  });
});
