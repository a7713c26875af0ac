/**
 * How a call is protected is settled when it begins. What is added to it later is protected in the same way: never
 * less, and never more, since more would only look like it.
 */
import { describe, expect, test } from 'vitest';
import { addContents, offerContents, partiesOf, running, sentSince, toldOfChanges, WHO } from '../support/changing.ts';
import type { RunningCall, Who } from '../support/changing.ts';
import { encryptedFingerprint, tampering, withFingerprints } from '../support/hostile.ts';
import { accept, createPair, engineOf, keyWith, verdicts } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import type { PartyOptions } from '../support/world.ts';

/** OMEMO that fails to encrypt from some moment on, all but the first so many. */
class FailingOmemo {
  /** How many more encryptions succeed. */
  left = Infinity;

  readonly wrapOmemo: NonNullable<PartyOptions['wrapOmemo']> = (omemo): Omemo => ({
    ...omemo,
    encrypt: (...asked) => {
      this.left -= 1;
      return this.left < 0 ? Promise.resolve({ ok: false, error: { kind: 'storeFailed' } }) : omemo.encrypt(...asked);
    },
  });
}

describe.each([0, 1])('encryption that fails after %i of two contents', (left) => {
  test.each(WHO)('B10 B11: of %s, who adds them, sends nothing at all, and the user is told why', async (who) => {
    const failing = new FailingOmemo();
    const call = await running({ [who]: { wrapOmemo: failing.wrapOmemo } });
    const [adder, other] = partiesOf(call, who);
    failing.left = left;
    const before = adder.sent.length;
    await offerContents(call, who, ['video', 'video']);
    expect(sentSince(adder, before)).toEqual([]);
    expect(toldOfChanges(adder)).toEqual([
      'contentRejected video by local: security-error',
      'contentRejected video-2 by local: security-error',
    ]);
    expect(engineOf(adder).orders.at(-1)).toEqual({ order: 'rollBack' });
    expectAuthenticatedAsBefore(call);
    // Once it can, it does.
    failing.left = Infinity;
    await addContents(call, who);
    expect(toldOfChanges(other).at(-1)).toBe('contentAccepted video-3');
  });

  test.each(WHO)('B10 B11: of the other one than %s, who takes them, rejects them and says no more', async (who) => {
    const failing = new FailingOmemo();
    const call = await running({ [who === 'romeo' ? 'juliet' : 'romeo']: { wrapOmemo: failing.wrapOmemo } });
    const [adder, asked] = partiesOf(call, who);
    await offerContents(call, who, ['video', 'video']);
    failing.left = left;
    const before = asked.sent.length;
    asked.manager.changes.acceptContents(keyWith(adder, call.sessionId));
    await call.settle();
    expect(sentSince(asked, before)).toEqual(['content-reject video video-2 security-error']);
    expect(toldOfChanges(adder)).toEqual([
      'contentRejected video by peer: security-error',
      'contentRejected video-2 by peer: security-error',
    ]);
    expect(engineOf(asked).orders.at(-1)).toEqual({ order: 'removeContents', names: ['video', 'video-2'] });
    expectAuthenticatedAsBefore(call);
  });
});

function expectAuthenticatedAsBefore({ parties }: RunningCall): void {
  for (const party of parties) {
    expect(verdicts(party)).toMatchObject([{ state: 'authenticated' }]);
    expect(party.manager.stats()).toMatchObject({ calls: 1, buffered: 0, timers: 0, pending: 0 });
  }
}

describe('a call in which romeo offered in clear', () => {
  /** Both have OMEMO and know each other's device. */
  async function plainCall(options: PairOptions = {}): Promise<RunningCall> {
    const pair = await createPair(options);
    const { romeo, juliet } = pair;
    const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio'], omemo: 'disabled' });
    await pair.settle();
    accept(juliet, romeo, sessionId);
    await pair.settle();
    engineOf(romeo).connected(juliet.dtlsFingerprint);
    engineOf(juliet).connected(romeo.dtlsFingerprint);
    return { ...pair, sessionId };
  }

  test.each(WHO)('stays plain in what %s adds', async (who) => {
    const call = await plainCall();
    const before = call.romeo.sent.length;
    await addContents(call, who);
    expect(sentSince(call.romeo, before).join()).toMatch(/content-(add|accept) video:plain/);
    for (const party of call.parties) expect(verdicts(party).map(({ state }) => state)).toEqual(['unauthenticated']);
  });

  test.each<[Who, 'content-accept' | 'content-add']>([
    ['romeo', 'content-add'],
    ['juliet', 'content-add'],
    ['romeo', 'content-accept'],
    ['juliet', 'content-accept'],
  ])('B13: does not become authenticated by what %s encrypts in a %s', async (liar, action) => {
    let replace = (found: XmlElement) => found;
    const call = await plainCall({
      tamper: tampering(action, (stanza) => withFingerprints(stanza, (found) => replace(found))),
    });
    const [sender, receiver] = partiesOf(call, liar);
    const setup = action === 'content-add' ? 'actpass' : liar === 'juliet' ? 'active' : 'passive';
    const { ownDevice } = receiver.omemo!;
    const encrypted = await encryptedFingerprint(sender.omemo!, ownDevice, sender.dtlsFingerprint, setup);
    replace = () => encrypted;
    const before = receiver.sent.length;
    if (action === 'content-add') await offerContents(call, liar);
    else await addContents(call, liar === 'romeo' ? 'juliet' : 'romeo');
    const refusal = action === 'content-add' ? 'content-reject' : 'content-remove';
    expect(sentSince(receiver, before).at(-1)).toBe(`${refusal} video security-error`);
    expect(toldOfChanges(receiver).join()).not.toContain('contentAccepted');
    for (const party of call.parties) expect(verdicts(party).map(({ state }) => state)).toEqual(['unauthenticated']);
  });
});
