/**
 * What every media engine has to do, by the port alone: two ends in one test, their descriptions and candidates carried
 * by hand, with and without somebody in the middle. Real DTLS, real ICE.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { SessionDescription } from '../../src/media/port.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { testChanges } from './describe-changes.ts';
import type { End, MediaUnderTest, Opener } from './media-ends.ts';
import { CONNECT_MS, countOf, flows, negotiate, openEnd, unbundled, used, valueOf } from './media-ends.ts';

/** The suite. `factory` is called once for each end, so that no two share more than the process. */
export function describeMedia(name: string, factory: () => Promise<MediaUnderTest>): void {
  const opened: End[] = [];
  function keep(...ends: readonly End[]): readonly End[] {
    opened.push(...ends);
    return ends;
  }
  const opener: Opener = {
    async open() {
      const end = openEnd(await factory());
      keep(end);
      return end;
    },
    async openTwoOfOne() {
      const media = await factory();
      return keep(openEnd(media), openEnd(media));
    },
  };
  describe(name, () => {
    afterEach(() => {
      for (const { session } of opened.splice(0)) session.close();
    });
    testHonestPath(opener);
    testTamperedPath(opener);
    testChanges(opener);
    testClosing(opener);
  });
}

function testHonestPath({ open, openTwoOfOne }: Opener): void {
  test.each([
    ['audio', ['audio'], {}],
    ['audio and video in one bundle', ['audio', 'video'], {}],
    ['audio and video over a transport each', ['audio', 'video'], { offer: unbundled }],
  ] as const)('connects two ends with %s, and each knows the certificate of the other', async (_, media, path) => {
    const [one, other] = [await open(), await open()];
    const start = Date.now();
    const { offer, answer } = await negotiate(one, other, media, path);
    const [ofOne, ofOther] = await Promise.all([one.fact('connected'), other.fact('connected')]);
    expect(Date.now() - start).toBeLessThan(CONNECT_MS);
    expect(ofOne.usedFingerprint).toEqual(used(answer));
    expect(ofOther.usedFingerprint).toEqual(used(offer));
    expect(used(offer)).not.toEqual(used(answer));
    expect(await Promise.all([flows(one), flows(other)])).toEqual([true, true]);
    for (const end of [one, other]) {
      expect([countOf(end, 'connected'), countOf(end, 'failed')]).toEqual([1, 0]);
      expect(countOf(end, 'gatheringComplete')).toBe(1);
    }
  });

  test('describes the media asked for, with candidates of these contents to follow', async () => {
    const end = await open();
    const offer = valueOf(await end.session.createOffer(['audio', 'video']));
    expect(end.facts).toEqual([]);
    expect(offer.contents.map(({ description }) => description.media)).toEqual(['audio', 'video']);
    expect(new Set(offer.contents.map(({ transport }) => transport.fingerprint.setup))).toEqual(new Set(['actpass']));
    await end.fact('gatheringComplete');
    const names: readonly ContentName[] = offer.contents.map((content) => content.name);
    const candidates = end.facts.flatMap((fact) => (fact.kind === 'candidate' ? [fact] : []));
    expect(candidates.length).toBeGreaterThan(0);
    for (const { contentName } of candidates) expect(names).toContain(contentName);
  });

  test('has a certificate of its own in each session', async () => {
    const ends = await openTwoOfOne();
    const offers = await Promise.all(ends.map(async ({ session }) => valueOf(await session.createOffer(['audio']))));
    expect(new Set(offers.map((offer) => used(offer).value)).size).toBe(2);
  });
}

function withFingerprint(description: SessionDescription, value: DtlsFingerprintValue): SessionDescription {
  const contents = description.contents.map((content) => ({
    ...content,
    transport: { ...content.transport, fingerprint: { ...content.transport.fingerprint, value } },
  }));
  return { ...description, contents };
}

function testTamperedPath({ open }: Opener): void {
  test('fails where the answer names another certificate than the one used: a swap is never connected', async () => {
    const [one, other] = [await open(), await open()];
    const zeros = Array.from({ length: 32 }, () => '00').join(':') as DtlsFingerprintValue;
    await negotiate(one, other, ['audio', 'video'], { answer: (answer) => withFingerprint(answer, zeros) });
    await one.fact('failed');
    expect(countOf(one, 'connected')).toBe(0);
    expect(one.receivedPackets()).toBe(0);
  });

  test('fails where the offer names another certificate than the one used', async () => {
    const [one, other] = [await open(), await open()];
    const zeros = Array.from({ length: 32 }, () => '00').join(':') as DtlsFingerprintValue;
    await negotiate(one, other, ['audio'], { offer: (offer) => withFingerprint(offer, zeros) });
    await other.fact('failed');
    expect(countOf(other, 'connected')).toBe(0);
  });

  test('tells the certificate of whoever sits in the middle, which is not the one the peer authenticated', async () => {
    const [caller, middle, callee] = [await open(), await open(), await open()];
    const calleeOffer = valueOf(await callee.session.createOffer(['audio']));
    // The middle answers the caller itself, with a description that is true of its own certificate.
    await negotiate(caller, middle, ['audio']);
    const { usedFingerprint } = await caller.fact('connected');
    expect(usedFingerprint).not.toEqual(used(calleeOffer));
  });
}

function testClosing({ open }: Opener): void {
  test('says nothing once it is closed, and can be closed twice and at any time', async () => {
    const [one, other] = [await open(), await open()];
    await negotiate(one, other, ['audio']);
    one.session.close();
    one.session.close();
    const { length } = one.facts;
    other.session.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(one.facts).toHaveLength(length);
    const unused = await open();
    unused.session.close();
    const making = await open();
    const offer = making.session.createOffer(['audio']);
    making.session.close();
    expect(await offer).toEqual({ ok: false, error: { kind: 'engineFailed' } });
  });
}
