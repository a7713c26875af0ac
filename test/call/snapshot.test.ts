/** When a snapshot is taken, what it is, and what becomes of a call in the next process. */
import { describe, expect, test, vi } from 'vitest';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions } from '../../src/call/options.ts';
import type { Media, MediaSession } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { answer, connect, createPair, engineOf, keyWith, ring, told, verdicts } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { accepted, offer, sentDuring } from '../support/solo.ts';
import { isJingle } from '../support/hostile.ts';
import type { Party } from '../support/world.ts';

describe('CallManager.snapshot', () => {
  test('changes nothing, and the same state is the same text', async () => {
    const pair = await createPair();
    await connect(pair);
    const { romeo } = pair;
    const [reports, sent, trace] = [romeo.reports.length, romeo.sent.length, romeo.trace.length];
    const text = JSON.stringify(await romeo.manager.snapshot());
    expect(JSON.stringify(await romeo.manager.snapshot())).toBe(text);
    expect([romeo.reports.length, romeo.sent.length, romeo.trace.length]).toEqual([reports, sent, trace]);
  });

  test('is JSON and nothing else: a copy through text is equal to it', async () => {
    const pair = await createPair();
    await connect(pair);
    for (const { manager } of pair.parties) {
      const snapshot = await manager.snapshot();
      expect(JSON.parse(JSON.stringify(snapshot))).toStrictEqual(snapshot);
    }
  });

  test('waits until what is under way is done: no decryption is in it, and none is done again', async () => {
    const decrypted = vi.fn<() => void>();
    const pair = await createPair({
      juliet: {
        wrapOmemo: (omemo) => ({
          ...omemo,
          decrypt: (expected, message) => {
            decrypted();
            return omemo.decrypt(expected, message);
          },
        }),
      },
    });
    const { juliet, romeo, clock } = pair;
    const sessionId = await ring(pair);
    juliet.manager.accept(keyWith(romeo, sessionId));
    // Until the offer is at juliet's: its decryption has begun, and is not done.
    while (decrypted.mock.calls.length === 0) await clock.advance(1, () => romeo.manager.settled());
    const text = await juliet.restart();
    expect(text).toContain('"state":"established.connecting"');
    await pair.settle();
    expect(decrypted).toHaveBeenCalledTimes(1);
    expect(told(juliet)).toEqual(['incoming', 'accepted', 'authenticated (blind)']);
    expect(told(romeo)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
  });

  test('that is asked for inside a report has the whole of the step', async () => {
    let asked: Promise<unknown> | undefined;
    const pair = await createPair({
      romeo: {
        report: ({ kind }) => {
          if (kind === 'ringing') asked = pair.romeo.manager.snapshot();
        },
      },
    });
    await ring(pair);
    expect(JSON.stringify(await asked)).toContain('"state":"proposed.ringing"');
    expect(await asked).toEqual(await pair.romeo.manager.snapshot());
  });

  test('is refused by an account that is closed, or is closed meanwhile', async () => {
    const { romeo } = await createPair();
    const asked = romeo.manager.snapshot();
    romeo.manager.close();
    await expect(asked).rejects.toMatchObject({ kind: 'closed' });
    await expect(romeo.manager.snapshot()).rejects.toMatchObject({ kind: 'closed' });
  });
});

describe('a restored call', () => {
  test('can be asked for by its name, and goes on with trace and reports', async () => {
    const pair = await createPair();
    const { romeo, juliet } = pair;
    const sessionId = await ring(pair);
    await juliet.restart();
    const before = juliet.trace.length;
    expect(juliet.manager.calls()).toEqual([{ peer: ROMEO.account, sessionId, asks: true }]);
    juliet.manager.accept(keyWith(romeo, sessionId));
    expect(juliet.trace.slice(before)).toMatchObject([{ kind: 'step', from: 'ringing.announced', to: 'accepted' }]);
  });

  test('is watched again where somebody watches, as an actor in the state it is in', async () => {
    const pair = await createPair();
    const { romeo, juliet } = pair;
    const sessionId = await ring(pair);
    const seen: string[] = [];
    await juliet.restart({
      changed: {
        inspect: (inspected) => {
          if (inspected.type === '@xstate.event') seen.push(`${nameOf(inspected.actorRef)}: ${inspected.event.type}`);
        },
      },
    });
    juliet.manager.reject(keyWith(romeo, sessionId));
    expect(seen.at(-1)).toBe(`callee ${sessionId}: local.reject`);
    expect(told(juliet).at(-1)).toBe('ended by local: decline');
  });

  test('hears of a bounce of what was sent before', async () => {
    const pair = await createPair({ tamper: () => [] });
    await ring(pair);
    const { romeo } = pair;
    await romeo.restart();
    const id = romeo.sent[0]?.attributes.get('id');
    romeo.receive(`<message type='error' from='${JULIET.contact}' to='${ROMEO.account}' id='${id}'/>`);
    expect(told(romeo)).toEqual(['ended by peer: unreachable']);
  });

  test('gives the same answer to a request that comes again, and to no other [RFC 6120 #8.2.3]', async () => {
    const { juliet, settle } = await accepted();
    juliet.receive(offer());
    await settle();
    await juliet.restart();
    expect(sentDuring(juliet, () => juliet.receive(offer()))).toEqual(['ok']);
    const another = offer().replace("creator='initiator'", "creator='initiator' disposition='other'");
    expect(another).not.toBe(offer());
    expect(sentDuring(juliet, () => juliet.receive(another))).toEqual(['error unexpected-request out-of-order']);
  });

  test('releases the candidates that were held', async () => {
    const pair = await createPair({ tamper: (passing) => (isAccept(passing.stanza) ? [] : [passing]) });
    await answer(pair);
    const { romeo, juliet } = pair;
    engineOf(juliet).gathered('audio', 4_000);
    await pair.settle();
    expect(romeo.manager.stats().buffered).toBe(1);
    const [lost] = juliet.sent.filter(isAccept);
    await romeo.restart();
    expect(romeo.manager.stats().buffered).toBe(1);
    const attributes = new Map([...lost!.attributes, ['from', JULIET.account]]);
    romeo.receive({ ...lost!, attributes });
    await pair.settle();
    expect(romeo.manager.stats().buffered).toBe(0);
    expect(engineOf(romeo).orders.at(-1)).toMatchObject({ order: 'addCandidates', candidates: [{ port: 4_000 }] });
  });

  test('counts what the engine said of its connection before it was time', async () => {
    const pair = await createPair({ tamper: (passing) => (isAccept(passing.stanza) ? [] : [passing]) });
    await answer(pair);
    const { romeo, juliet } = pair;
    engineOf(romeo).connected(juliet.dtlsFingerprint);
    const [lost] = juliet.sent.filter(isAccept);
    await romeo.restart();
    expect(told(romeo)).toEqual(['ringing']);
    romeo.receive({ ...lost!, attributes: new Map([...lost!.attributes, ['from', JULIET.account]]) });
    await pair.settle();
    expect(told(romeo).at(-1)).toBe('connected');
  });

  test('still ends when another certificate is used than the one agreed on', async () => {
    const pair = await createPair();
    await answer(pair);
    const { romeo } = pair;
    await romeo.restart();
    engineOf(romeo).connected(romeo.dtlsFingerprint);
    expect(told(romeo).at(-1)).toBe('ended by core: security-error');
  });

  test('tells a verdict that changed while no process was there to tell it', async () => {
    const pair = await createPair();
    await connect(pair);
    const { romeo, juliet } = pair;
    const identityKey = juliet.omemo!.ownIdentityKey;
    const text = JSON.stringify(await romeo.manager.snapshot());
    await romeo.omemo!.setTrust({ account: juliet.contact, deviceId: JULIET.deviceId, identityKey }, 'distrusted');
    const reports = romeo.reports.length;
    await romeo.restart();
    expect(JSON.parse(text).calls[0].machine.context.trust).toBe('blind');
    await pair.settle();
    expect(verdicts(romeo).at(-1)).toEqual({ state: 'unauthenticated', because: 'distrusted' });
    expect(romeo.reports.length).toBe(reports + 1);
  });
});

describe('an engine in the next process', () => {
  const standIn = createStandInMedia({ seed: 1, dtlsFingerprint: ROMEO.dtlsFingerprint });

  async function restoredWith(changed: Partial<CallManagerOptions>): Promise<Party> {
    const pair = await createPair();
    await connect(pair);
    await pair.romeo.restart({ changed });
    await pair.settle();
    return pair.romeo;
  }

  test.each([
    ['has no way to go on', () => ({ open: standIn.open })],
    ['cannot go on with this one', () => ({ ...standIn, restore: () => undefined })],
    ['throws', () => ({ ...standIn, restore: () => throwing() })],
  ])('that %s has lost the connection, and the call says so to both', async (_how, media) => {
    const romeo = await restoredWith({ media: media() });
    expect(told(romeo).at(-1)).toBe('ended by core: connectivity-error');
    expect(romeo.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  });

  test('gets what it wrote, and both descriptions', async () => {
    const restore = vi.fn<Restore>(() => undefined);
    await restoredWith({ media: { ...standIn, restore } });
    const [written, , call] = restore.mock.calls[0]!;
    expect(written.state).toEqual({ sessionNumber: 1, restarts: 0, used: ['audio'] });
    expect(written.local?.contents[0]?.transport.fingerprint.value).toBe(ROMEO.dtlsFingerprint);
    expect(written.remote?.contents[0]?.transport.fingerprint.value).toBe(JULIET.dtlsFingerprint);
    expect(call.peer).toBe(JULIET.account);
  });

  test.each<[string, (session: MediaSession) => MediaSession, unknown]>([
    ['nothing', ({ write: _, ...session }) => session, null],
    ['nothing, because it throws,', (session) => ({ ...session, write: () => throwing() }), null],
    ['nothing that JSON can say', (session) => ({ ...session, write: () => circle() as never }), null],
    ['something of its own', (session) => ({ ...session, write: () => ['a', { b: 1 }] }), ['a', { b: 1 }]],
  ])('that has written %s is asked all the same', async (_what, wrapSession, state) => {
    const pair = await createPair({ romeo: { wrapSession } });
    await connect(pair);
    const snapshot = JSON.parse(JSON.stringify(await pair.romeo.manager.snapshot()));
    expect(snapshot.calls[0].engine.mediaSession).toEqual({ state });
  });
});

describe('a snapshot without calls', () => {
  test('is restored as an account that goes on with nothing', async () => {
    const clock = createVirtualClock(0);
    const options: CallManagerOptions = {
      account: ROMEO.account,
      wire: { send: () => undefined },
      media: createStandInMedia({ seed: 1, dtlsFingerprint: ROMEO.dtlsFingerprint }),
      omemo: undefined,
      clock,
      report: () => undefined,
    };
    const restored = CallManager.restore(options, await new CallManager(options).snapshot());
    expect(restored.ok && restored.value.stats()).toEqual({
      calls: 0,
      buffered: 0,
      timers: 0,
      pending: 0,
      remembered: 0,
    });
  });
});

type Restore = NonNullable<Media['restore']>;

function nameOf(actor: object): string {
  return 'id' in actor ? String(actor.id) : 'nobody';
}

function isAccept(stanza: Parameters<typeof isJingle>[0]): boolean {
  return isJingle(stanza, 'session-accept');
}

function throwing(): never {
  throw new Error('of the engine');
}

function circle(): unknown {
  const round: unknown[] = [];
  round.push(round);
  return round;
}
