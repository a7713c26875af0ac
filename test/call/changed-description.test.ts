/** Whole descriptions out of agreed ones and what comes to them: the DTLS roles, above all. RFC 3264, RFC 5763. */
import { describe, expect, test } from 'vitest';
import { answering, offering, peerRole, renewed } from '../../src/call/changed-description.ts';
import type { Addition } from '../../src/call/changed-description.ts';
import type { SessionDescription } from '../../src/media/port.ts';
import type { DtlsSetup } from '../../src/stanzas/dtls.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { candidate } from '../support/engine.ts';
import { JULIET } from '../support/parties.ts';

const NOTHING: Addition = { contents: [], groups: [] };

/** Audio and video of juliet's engine, in a bundle, with a candidate each, as if with that role. */
async function described(setup: DtlsSetup): Promise<SessionDescription> {
  const made = await createStandInMedia(JULIET)
    .open(() => undefined)
    .createOffer(['audio', 'video']);
  if (!made.ok) throw new Error(made.error.kind);
  const contents = made.value.contents.map((content) => {
    const { transport } = content;
    const fingerprint = { ...transport.fingerprint, setup };
    return {
      ...content,
      transport: { ...transport, fingerprint, candidates: [candidate(1)], gatheringComplete: true },
    };
  });
  return { ...made.value, contents };
}

const setupsOf = (description: SessionDescription | undefined) =>
  description?.contents.map(({ name, transport }) => `${name} ${transport.fingerprint.setup}`);

describe('peerRole', () => {
  test.each<[DtlsSetup, DtlsSetup, string | undefined]>([
    ['actpass', 'active', 'active'],
    ['actpass', 'passive', 'passive'],
    ['active', 'actpass', 'passive'],
    ['passive', 'actpass', 'active'],
    ['actpass', 'actpass', undefined],
  ])('of a call in which we are %s and the peer is %s is %s', async (ours, theirs, role) => {
    expect(peerRole({ local: await described(ours), remote: await described(theirs) })).toBe(role);
  });

  test('is not known before both sides have agreed', async () => {
    expect(peerRole({ local: undefined, remote: undefined })).toBeUndefined();
    expect(answering({ local: undefined, remote: await described('actpass') }, NOTHING)).toBeUndefined();
    expect(offering({ local: undefined, remote: undefined }, NOTHING)).toBeUndefined();
  });
});

describe('a whole description', () => {
  test('as an offer has actpass throughout, whatever was agreed; what comes to it stands behind', async () => {
    const [more] = (await described('actpass')).contents;
    const added = { ...more!, name: 'screen' as ContentName };
    const agreed = { local: await described('active'), remote: await described('passive') };
    const offer = offering(agreed, { contents: [added], groups: [] });
    expect(setupsOf(offer)).toEqual(['audio actpass', 'video actpass', 'screen actpass']);
    expect(offer?.groups).toEqual(agreed.remote.groups);
  });

  test('as an answer has the role of the peer in what was agreed, and its own word in what is added', async () => {
    const [more] = (await described('active')).contents;
    const added = { ...more!, name: 'screen' as ContentName };
    const agreed = { local: await described('active'), remote: await described('actpass') };
    expect(setupsOf(answering(agreed, { contents: [added], groups: [] }))).toEqual([
      'audio passive',
      'video passive',
      'screen active',
    ]);
  });

  test('has the groups of what is added, where it has some', async () => {
    const agreed = { local: await described('active'), remote: await described('passive') };
    const groups = [{ semantics: 'BUNDLE', contentNames: ['audio' as ContentName] }];
    expect(offering(agreed, { contents: [], groups })?.groups).toEqual(groups);
  });
});

test('renewed credentials leave no candidate of the session before, and what is not named as it was', async () => {
  const before = await described('passive');
  const fresh = { ufrag: 'fresh', pwd: 'anotherPasswordThanItWasBefore' };
  const after = renewed(before, new Map([['video' as ContentName, fresh]]));
  expect(after.contents[0]).toBe(before.contents[0]);
  expect(after.contents[1]).toEqual({
    ...before.contents[1]!,
    transport: { ...before.contents[1]!.transport, credentials: fresh, candidates: [], gatheringComplete: false },
  });
});
