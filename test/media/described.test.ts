/** From a Jingle element with proved fingerprints to a description: each refusal, and the match of answer and offer. */
import { describe, expect, test } from 'vitest';
import { describeJingle, inheritTransport, jingleParts, matchAnswer } from '../../src/media/described.ts';
import type { DescribedContent, SessionDescription } from '../../src/media/port.ts';
import type { DtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { JingleContent } from '../../src/stanzas/jingle.ts';
import {
  answerOf,
  bundleOf,
  contentOf,
  conversationsOffer,
  dinoOffer,
  fingerprintOf,
  payloadTypeOf,
} from './descriptions.ts';

const audio = contentOf('audio', 'audio');
const video = contentOf('video', 'video');
const names = (...contentNames: readonly string[]) => contentNames as readonly ContentName[];
const otherValue = Array.from({ length: 32 }, () => 'AA').join(':') as DtlsFingerprintValue;

function withTransport(content: DescribedContent, transport: Partial<DescribedContent['transport']>) {
  return { ...content, transport: { ...content.transport, ...transport } };
}

describe('describeJingle', () => {
  test('describes the offers and answers that clients send', () => {
    for (const offer of [conversationsOffer, dinoOffer]) {
      expect(describeJingle(jingleParts(offer), 'offer')).toEqual({ ok: true, value: offer });
      const answer = answerOf(offer, 'passive');
      expect(describeJingle(jingleParts(answer), 'answer')).toEqual({ ok: true, value: answer });
    }
  });

  test.each([
    ['no content', [], 'noContents'],
    ['a content twice', [audio, audio], 'duplicateContent'],
    ['a content without description', [{ ...audio, description: undefined }], 'noDescription'],
    ['a content without transport', [{ ...audio, transport: undefined }], 'noTransport'],
    ['a stub without ICE credentials', [withTransport(audio, { credentials: undefined } as never)], 'noCredentials'],
    ['no payload type', [contentOf('audio', 'audio', { description: { payloadTypes: [] } })], 'noPayloadTypes'],
    [
      'a payload type number twice',
      [
        contentOf('audio', 'audio', {
          description: { payloadTypes: [payloadTypeOf(96, 'opus', 48_000), payloadTypeOf(96, 'PCMU', 8_000)] },
        }),
      ],
      'duplicatePayloadType',
    ],
    [
      'two certificates',
      [audio, withTransport(video, { fingerprint: fingerprintOf('actpass', otherValue) })],
      'fingerprintsDiffer',
    ],
    [
      'two hashes',
      [audio, withTransport(video, { fingerprint: { ...fingerprintOf('actpass'), hash: 'sha-512' } })],
      'fingerprintsDiffer',
    ],
  ] as const)('refuses %s', (_, contents, kind) => {
    expect(describeJingle({ contents, groups: [] }, 'offer')).toMatchObject({ ok: false, error: { kind } });
  });

  test.each(['active', 'passive'] as const)('refuses an offer that says %s [RFC 5763 #5]', (setup) => {
    const contents = [withTransport(audio, { fingerprint: fingerprintOf(setup) })];
    expect(describeJingle({ contents, groups: [] }, 'offer')).toEqual({
      ok: false,
      error: { kind: 'wrongSetup', contentName: 'audio' },
    });
  });

  test('refuses an answer that says actpass [RFC 5763 #5]', () => {
    expect(describeJingle({ contents: [audio], groups: [] }, 'answer')).toEqual({
      ok: false,
      error: { kind: 'wrongSetup', contentName: 'audio' },
    });
  });

  test('refuses an answer whose contents disagree on who starts DTLS', () => {
    const contents = [
      withTransport(audio, { fingerprint: fingerprintOf('active') }),
      withTransport(video, { fingerprint: fingerprintOf('passive') }),
    ];
    expect(describeJingle({ contents, groups: [] }, 'answer')).toEqual({
      ok: false,
      error: { kind: 'setupsDiffer', contentName: 'video' },
    });
  });

  test.each([
    ['names a content that is not there', [['BUNDLE', 'audio', 'screen']]],
    ['names a content twice', [['LS', 'audio', 'audio']]],
    [
      'shares a content with another bundle [RFC 9143 #7.2]',
      [
        ['BUNDLE', 'audio', 'video'],
        ['BUNDLE', 'video'],
      ],
    ],
  ])('refuses a group that %s', (_, groups) => {
    const described = describeJingle(
      {
        contents: [audio, video],
        groups: groups.map(([semantics = '', ...rest]) => ({ semantics, contentNames: names(...rest) })),
      },
      'offer',
    );
    expect(described).toEqual({ ok: false, error: { kind: 'invalidGroup' } });
  });

  test('takes a bundle and a group for lip synchronisation over the same contents', () => {
    const contentNames = names('audio', 'video');
    const groups = [
      { semantics: 'BUNDLE', contentNames },
      { semantics: 'LS', contentNames },
    ];
    expect(describeJingle({ contents: [audio, video], groups }, 'offer')).toMatchObject({ ok: true });
  });
});

describe('matchAnswer', () => {
  const offer = bundleOf(audio, video);
  const answer = answerOf(offer);

  test('gives the contents in the order of the offer [RFC 3264 #6]', () => {
    const [first, second] = answer.contents;
    const swapped = { ...answer, contents: [second, first] } as SessionDescription;
    expect(matchAnswer(offer, swapped)).toEqual({ ok: true, value: answer });
  });

  test('lets an answer bundle less than was offered [RFC 9143 #7.3]', () => {
    expect(matchAnswer(offer, { ...answer, groups: [] })).toMatchObject({ ok: true });
    const groups = [{ semantics: 'BUNDLE', contentNames: names('video') }];
    expect(matchAnswer(offer, { ...answer, groups })).toMatchObject({ ok: true });
  });

  test('refuses an answer that bundles what the offer did not [RFC 9143 #7.3]', () => {
    expect(matchAnswer({ ...offer, groups: [] }, answer)).toEqual({ ok: false, error: { kind: 'groupNotOffered' } });
  });

  test.each([
    ['lacks a content', { ...answer, contents: answer.contents.slice(0, 1) }],
    ['adds a content', { ...answer, contents: [...answer.contents, contentOf('2', 'video')] }],
    ['names a content otherwise', bundleOf(audio, contentOf('screen', 'video'))],
    ['changes a medium', bundleOf(audio, contentOf('video', 'audio'))],
    [
      'changes whose content it is',
      bundleOf(audio, contentOf('video', 'video', { content: { creator: 'responder' } })),
    ],
    [
      'gives one content twice',
      { ...answer, contents: [answer.contents[0], answer.contents[0]] } as SessionDescription,
    ],
  ])('refuses an answer that %s', (_, other) => {
    expect(matchAnswer(offer, other)).toEqual({ ok: false, error: { kind: 'contentsDiffer' } });
  });
});

describe('inheritTransport', () => {
  const call = answerOf(bundleOf(audio));
  const groups = [{ semantics: 'BUNDLE', contentNames: names('audio', 'screen') }];
  const described = contentOf('screen', 'video');
  const stub: JingleContent<undefined> = {
    ...described,
    transport: { ...described.transport, credentials: undefined, fingerprint: undefined },
  };

  test('gives a stub the credentials and the certificate of its bundle [RFC 9143 #7.1.3]', () => {
    expect(inheritTransport(stub, call, groups, 'actpass')).toEqual({
      ok: true,
      value: {
        ...described,
        transport: { ...audio.transport, fingerprint: fingerprintOf('actpass') },
      },
    });
  });

  test.each([
    ['is in no bundle', stub, []],
    ['is only in another kind of group', stub, [{ semantics: 'LS', contentNames: names('audio', 'screen') }]],
    ['comes first in its bundle', stub, [{ semantics: 'BUNDLE', contentNames: names('screen', 'audio') }]],
    [
      'has ICE credentials of its own',
      { ...stub, transport: { ...described.transport, fingerprint: undefined } },
      groups,
    ],
  ])('refuses a content that %s', (_, content, ofElement) => {
    expect(inheritTransport(content, call, ofElement, 'actpass')).toEqual({
      ok: false,
      error: { kind: 'notBundled', contentName: 'screen' },
    });
  });

  test('refuses a stub without transport or description', () => {
    expect(inheritTransport({ ...stub, transport: undefined }, call, groups, 'actpass')).toMatchObject({
      error: { kind: 'noTransport' },
    });
    expect(inheritTransport({ ...stub, description: undefined }, call, groups, 'actpass')).toMatchObject({
      error: { kind: 'noDescription' },
    });
  });
});
