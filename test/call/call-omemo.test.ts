/** OMEMO of a call: the one device, its key, and what happens where it cannot be had. */
import { describe, expect, test } from 'vitest';
import type { Omemo } from '../../src/omemo/port.ts';
import type { BareJid } from '../../src/jid.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { connect, createPair, engineOf, keyWith, ring, told, verdicts } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import { answer } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { fingerprintsIn, isJingle } from '../support/hostile.ts';
import { iqError } from '../support/stanzas.ts';
import type { Party } from '../support/world.ts';
import { parse } from '../support/world.ts';

const romeosDevice = { account: 'romeo@montague.example' as BareJid, deviceId: ROMEO.deviceId };
const julietsDevice = { account: 'juliet@capulet.example' as BareJid, deviceId: JULIET.deviceId };

/** Romeo's OMEMO with one operation that does something else. */
function withRomeos(broken: Partial<Omemo>, options: PairOptions = {}): PairOptions {
  return { ...options, romeo: { ...options.romeo, wrapOmemo: (omemo) => ({ ...omemo, ...broken }) } };
}

function hangUp({ manager }: Party, sessionId: SessionId): void {
  manager.hangUp({ peer: julietsDevice.account, sessionId });
}

const rejects = (): Promise<never> => Promise.reject(new Error('of the store'));
const throws = (): never => {
  throw new Error('of the store');
};

describe('a call’s verdict', () => {
  test('names the peer’s device and the key it really used, on both sides', async () => {
    const pair = await createPair();
    await answer(pair, ['audio', 'video']);
    const { romeo, juliet } = pair;
    const keyOf = (party: typeof romeo) => party.omemo!.ownIdentityKey;
    expect(verdicts(romeo)).toEqual([
      { state: 'authenticated', deviceId: JULIET.deviceId, identityKey: keyOf(juliet), trust: 'blind' },
    ]);
    expect(verdicts(juliet)).toEqual([
      { state: 'authenticated', deviceId: ROMEO.deviceId, identityKey: keyOf(romeo), trust: 'blind' },
    ]);
  });

  test('is told again at each change of trust in the key, while the call lasts', async () => {
    const pair = await createPair();
    const sessionId = await connect(pair);
    const { romeo, juliet } = pair;
    for (const level of ['verified', 'distrusted', 'undecided'] as const) {
      await romeo.manager.setTrust({ ...julietsDevice, identityKey: undefined }, level);
    }
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await romeo.manager.setTrust({ ...julietsDevice, identityKey: undefined }, 'verified');
    expect(told(romeo)).toEqual([
      'ringing',
      'accepted',
      'authenticated (blind)',
      'connected',
      'authenticated (verified)',
      'unauthenticated (distrusted)',
      'authenticated (undecided)',
      'ended by local: success',
    ]);
  });

  test('falls back to undecided while the call lasts, once another device of the contact is verified', async () => {
    const pair = await createPair();
    await connect(pair);
    const { romeo, juliet } = pair;
    const tablet = { ...julietsDevice, deviceId: ROMEO.deviceId, identityKey: romeo.omemo!.ownIdentityKey };
    await romeo.manager.setTrust(tablet, 'verified');
    expect(told(romeo).slice(-2)).toEqual(['connected', 'authenticated (undecided)']);
    expect(verdicts(romeo).at(-1)).toMatchObject({ identityKey: juliet.omemo!.ownIdentityKey });
  });

  test('does not follow trust in another device, or in one of another contact', async () => {
    const pair = await createPair();
    await connect(pair);
    const { romeo } = pair;
    await romeo.manager.setTrust({ ...julietsDevice, deviceId: ROMEO.deviceId, identityKey: undefined }, 'distrusted');
    await romeo.manager.setTrust({ ...romeosDevice, deviceId: JULIET.deviceId, identityKey: undefined }, 'distrusted');
    expect(verdicts(romeo)).toHaveLength(1);
  });

  test('speaks of the trust that holds when it is told, not when the call began', async () => {
    const pair = await createPair();
    await ring(pair);
    await pair.romeo.manager.setTrust({ ...julietsDevice, identityKey: undefined }, 'verified');
    await pair.juliet.manager.setTrust({ ...romeosDevice, identityKey: undefined }, 'undecided');
    pair.juliet.manager.accept(keyWith(ROMEO, pair.juliet.reports[0]!.sessionId));
    await pair.settle();
    expect(told(pair.romeo)).toContain('authenticated (verified)');
    expect(told(pair.juliet)).toContain('authenticated (undecided)');
  });
});

describe('a caller without a session with the announced device', () => {
  test('has the bundle fetched from the contact’s account, and uses it up', async () => {
    const pair = await createPair({ both: { omemo: 'new' } });
    for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
    await pair.settle();
    await answer(pair);
    const requests = pair.romeo.sent.filter(({ attributes }) => attributes.get('type') === 'get');
    expect(requests.map(({ attributes }) => attributes.get('to'))).toEqual([undefined, julietsDevice.account]);
    expect(told(pair.romeo)).toContain('authenticated (blind)');
  });

  test.each([
    ['opportunistic', 'unauthenticated (noSession)'],
    ['expect', 'ended by core: security-error'],
    ['require', 'ended by core: security-error'],
  ] as const)('goes by the policy where there is no bundle: %s', async (policy, word) => {
    const pair = await createPair({ both: { omemo: 'new' }, romeo: { policy } });
    await answer(pair);
    expect(told(pair.romeo)).toContain(word);
  });

  test.each([
    ['wait', 1, 'authenticated (blind)', 2],
    ['wait', 2, 'unauthenticated (noSession)', 2],
    ['cancel', 1, 'unauthenticated (noSession)', 1],
  ])('asks once more where an error says %s: failing %i times, %s', async (type, failures, word, asked) => {
    let failed = 0;
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => {
        const isAnswer = passing.from === julietsDevice.account && passing.to === ROMEO.account;
        if (!isAnswer || failed === failures) return [passing];
        failed += 1;
        const id = passing.stanza.attributes.get('id') ?? '';
        const error = iqError(passing.from, passing.to, id, 'remote-server-timeout').replace("'cancel'", `'${type}'`);
        return [{ ...passing, stanza: parse(error) }];
      },
    });
    for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
    await pair.settle();
    await answer(pair);
    expect(told(pair.romeo)).toContain(word);
    const requests = pair.romeo.sent.filter(({ attributes }) => attributes.get('type') === 'get');
    expect(requests.filter(({ attributes }) => attributes.get('to') === julietsDevice.account)).toHaveLength(asked);
  });

  test('forgets the request for a bundle when its time is over, and takes no late one', async () => {
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => (passing.from === julietsDevice.account ? [] : [passing]),
    });
    await answer(pair);
    expect(pair.romeo.manager.stats().pending).toBe(1);
    await pair.advance(10_000);
    await pair.settle();
    expect(told(pair.romeo)).toEqual(['ringing', 'accepted', 'unauthenticated (noSession)']);
    expect(pair.romeo.manager.stats().pending).toBe(0);
  });
});

describe('OMEMO that breaks its promise', () => {
  test.each<[keyof Omemo, string]>([
    ['hasSession', 'unauthenticated (noSession)'],
    ['encrypt', 'unauthenticated (noSession)'],
    ['decrypt', 'ended by core: security-error'],
  ])('and rejects or throws in %s is one whose store failed', async (operation, word) => {
    for (const broken of [rejects, throws]) {
      const pair = await createPair(withRomeos({ [operation]: broken }));
      await answer(pair);
      expect(told(pair.romeo)).toContain(word);
    }
  });

  test.each<keyof Omemo>(['startSession', 'ownBundle'])(
    'rejects or throws in %s, and the call goes on',
    async (operation) => {
      for (const broken of [rejects, throws]) {
        const pair = await createPair(withRomeos({ [operation]: broken }, { both: { omemo: 'new' } }));
        for (const { manager } of [pair.romeo, pair.juliet]) manager.start();
        await pair.settle();
        await answer(pair);
        const verdict = operation === 'startSession' ? 'unauthenticated (noSession)' : 'authenticated (blind)';
        expect(told(pair.romeo)).toContain(verdict);
      }
    },
  );

  test('rejects in setTrust: nothing was recorded, and no verdict changes', async () => {
    const pair = await createPair(withRomeos({ setTrust: rejects }));
    await connect(pair);
    const recorded = await pair.romeo.manager.setTrust({ ...julietsDevice, identityKey: undefined }, 'distrusted');
    expect(recorded).toEqual({ ok: false, error: { kind: 'storeFailed' } });
    expect(verdicts(pair.romeo)).toHaveLength(1);
  });

  // The first version then asked the contact's server for a bundle that no call was waiting for any more.
  test.each([
    ['gone on in the clear', () => {}, 'unauthenticated (noSession)'],
    ['ended', hangUp, 'ended by local: cancel'],
  ] as const)('answers after the call has %s: nothing more is asked for', async (_what, act, word) => {
    const released: ((value: Awaited<ReturnType<Omemo['hasSession']>>) => void)[] = [];
    const hasSession: Omemo['hasSession'] = () => new Promise((resolve) => released.push(resolve));
    const pair = await createPair(withRomeos({ hasSession }));
    const { romeo, juliet, clock } = pair;
    const step = async (): Promise<void> => {
      await juliet.manager.settled();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
    await clock.advance(5, step);
    juliet.manager.accept(keyWith(romeo, sessionId));
    await clock.advance(5, step);
    act(romeo, sessionId);
    await clock.advance(10_100, step);
    expect(told(romeo).at(-1)).toBe(word);
    const before = [romeo.sent.length, romeo.trace.length];
    expect(released).toHaveLength(1);
    released[0]!({ ok: true, value: false });
    await romeo.manager.settled();
    expect([romeo.sent.length, romeo.trace.length]).toEqual(before);
  });

  test('is not waited for by a call that has ended: the request for a bundle is forgotten with it', async () => {
    const pair = await createPair({
      both: { omemo: 'new' },
      tamper: (passing) => (passing.from === julietsDevice.account ? [] : [passing]),
    });
    const sessionId = await answer(pair);
    expect(pair.romeo.manager.stats().pending).toBe(1);
    hangUp(pair.romeo, sessionId);
    expect(pair.romeo.manager.stats()).toMatchObject({ calls: 0, pending: 0 });
  });

  test('never answers: the call ends in its deadline, and what comes later is dropped', async () => {
    let late: (() => void) | undefined;
    const never = (): Promise<never> => new Promise((_resolve, reject) => (late = () => reject(new Error('late'))));
    const pair = await createPair({
      ...withRomeos({ encrypt: never }),
      romeo: { ...withRomeos({ encrypt: never }).romeo },
    });
    const { romeo, juliet } = pair;
    const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
    const step = async (): Promise<void> => {
      await juliet.manager.settled();
      await new Promise((resolve) => setImmediate(resolve));
    };
    await pair.clock.advance(10, step);
    juliet.manager.accept(keyWith(romeo, sessionId));
    await pair.clock.advance(40_000, step);
    expect(told(romeo)).toEqual(['ringing', 'ended by timer: timeout']);
    late?.();
    await romeo.manager.settled();
    expect(romeo.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
    expect(romeo.sent.some((stanza) => isJingle(stanza, 'session-initiate'))).toBe(false);
  });
});

describe('an encrypted stanza', () => {
  test('leaves encrypted in all its contents, with one key, for one device', async () => {
    const pair = await createPair();
    await answer(pair, ['audio', 'video']);
    for (const [party, action, recipient] of [
      [pair.romeo, 'session-initiate', JULIET.deviceId],
      [pair.juliet, 'session-accept', ROMEO.deviceId],
    ] as const) {
      const stanza = party.sent.find((sent) => isJingle(sent, action))!;
      const fingerprints = fingerprintsIn(stanza);
      expect(fingerprints).toHaveLength(2);
      for (const { namespace, children } of fingerprints) {
        expect(namespace).toBe('http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification');
        expect(children).toHaveLength(1);
        expect(JSON.stringify(children, mapsToo)).toContain(`["rid","${recipient}"]`);
      }
      expect(JSON.stringify(stanza, mapsToo)).not.toContain(party.dtlsFingerprint);
    }
    expect(engineOf(pair.romeo).orders.map(({ order }) => order)).toEqual(['createOffer', 'setRemote']);
  });
});

function mapsToo(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as Map<unknown, unknown>)] : value;
}
