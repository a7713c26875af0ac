/** What a request of the peer is to a running call: told by names, media and credentials, before anything is done. */
import { describe, expect, test } from 'vitest';
import { classifyChange, newCredentialsIn, runningIn } from '../../src/call/classify-change.ts';
import type { ChangeFacts } from '../../src/call/classify-change.ts';
import { describeJingle } from '../../src/media/described.ts';
import type { DescribedContent, SessionDescription } from '../../src/media/port.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { readProtection } from '../../src/transform/protection.ts';
import { certificateOf } from '../../src/transform/certificate.ts';
import { childElements } from '../../src/xml/read.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { bundle, candidateContent, content, fingerprint, jingle } from '../support/stanzas.ts';
import { parse } from '../support/world.ts';

const NS_ICE = 'urn:xmpp:jingle:transports:ice-udp:1';
const AUDIO = content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
const video = (name = 'video', media = 'video') =>
  content({ name, media, fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
const byResponder = (inside: string) => inside.replaceAll(/creator=['"]initiator['"]/g, "creator='responder'");
const WITH_VIDEO = { name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) };
const named = (...names: readonly string[]) =>
  names.map((name) => `<content creator='initiator' name='${name}'/>`).join('');

function received(action: string, inside: string): ReceivedJingle {
  const [element] = childElements(parse(jingle(ROMEO.account, JULIET.account, action, 's1', inside)));
  const read = readJingle(element!);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function described(inside: string): SessionDescription {
  const read = readProtection(received('session-initiate', inside));
  if (read.protection !== 'plain') throw new Error(read.protection);
  const description = describeJingle(read.jingle, 'offer');
  if (!description.ok) throw new Error(description.error.kind);
  return description.value;
}

const contentsOf = (inside: string): readonly DescribedContent[] => described(inside).contents;

/** A plain call of audio in which nothing is under way. */
const CALL: ChangeFacts = {
  remote: described(AUDIO),
  binding: undefined,
  known: () => ({ own: [], ofOtherCalls: [], ofPeer: undefined }),
  offer: undefined,
  adding: [],
  added: [],
  refused: undefined,
};
const stub = (name: string, media = name) => content({ name, media, fingerprints: '', credentials: '' });
/** Audio and video of which only the audio is in the bundle. */
const HALF_BUNDLED = AUDIO + video() + bundle(['audio']);
const TWO: ChangeFacts = { ...CALL, remote: described(AUDIO + video()) };
const ADDING: ChangeFacts = { ...CALL, adding: ['video'], added: contentsOf(video('camera', 'video')) };
const OFFERED: ChangeFacts = { ...CALL, offer: received('content-add', video()) };

const add = (facts: ChangeFacts, inside: string) => classifyChange(facts, received('content-add', inside));

describe('a content-add', () => {
  test('is usable, with more media than our side adds', () => {
    const offered = { type: 'peer.contentAdd', protection: 'plain', device: 'unbound', contents: 'more' };
    expect(add(CALL, video())).toEqual(offered);
  });

  test.each([
    ['of a name that the call has', CALL, byResponder(AUDIO)],
    ['of a name that is offered already', OFFERED, byResponder(video())],
    ['of nothing', CALL, ''],
    [
      'without a description',
      CALL,
      `<content creator='initiator' name='video'><transport xmlns='${NS_ICE}'/></content>`,
    ],
    ['without a transport', CALL, video().replace(/<transport.*<\/transport>/, '')],
    [
      'of one that is whole and one without a transport',
      CALL,
      video() + video('b').replace(/<transport.*<\/transport>/, ''),
    ],
    ['of a stub to a call that is not bundled', CALL, stub('video')],
    [
      'of a stub to a call of which a part is bundled',
      { ...CALL, remote: described(HALF_BUNDLED) },
      stub('screen', 'video'),
    ],
  ])('%s is unusable', (_what, facts, inside) => {
    expect(add(facts, inside)).toMatchObject({ contents: 'unusable' });
  });

  test.each([
    ['that the call has', CALL, AUDIO],
    ['that is offered already', OFFERED, video()],
    ['that is offered already, as another medium', OFFERED, video('video', 'audio')],
    ['that is offered already, beside another one', OFFERED, video('second') + video()],
  ])('D21: of one %s is nothing new, by its creator and name', (_what, facts, inside) => {
    expect(add(facts, inside)).toBeUndefined();
  });

  test.each<[string, ChangeFacts['adding'], string, 'covered' | 'more']>([
    ['as much as we add', ['video'], video(), 'covered'],
    ['less than we add', ['audio', 'video'], video(), 'covered'],
    ['twice what we add', ['video'], video() + video('second'), 'more'],
    ['as much, twice', ['video', 'video'], video() + video('second'), 'covered'],
    ['another medium', ['audio'], video(), 'more'],
  ])('C19: with %s is told so', (_what, adding, inside, contents) => {
    expect(add({ ...CALL, adding }, inside)).toMatchObject({ contents });
  });

  test.each([
    [
      'a stub under its own bundle',
      content({ name: 'video', fingerprints: '', credentials: '' }) + bundle(['audio', 'video']),
      'stub',
    ],
    ['one with credentials and no fingerprint', content({ name: 'video', fingerprints: '' }), 'none'],
    [
      'one with a candidate and no fingerprint',
      candidateContent('video', 1).replace(
        '<transport',
        '<description xmlns="urn:xmpp:jingle:apps:rtp:1" media="video"/><transport',
      ),
      'none',
    ],
    ['one with a fingerprint and no credentials', content({ ...WITH_VIDEO, credentials: '' }), 'plain'],
    [
      'a stub beside a whole one',
      video() + content({ name: 'b', media: 'video', fingerprints: '', credentials: '' }),
      'mixed',
    ],
    [
      'certificates that differ',
      video() + content({ name: 'b', media: 'video', fingerprints: fingerprint(TYBALT.dtlsFingerprint) }),
      'mixed',
    ],
  ])('A6: %s is told by its protection', (_what, inside, protection) => {
    expect(add(CALL, inside)).toMatchObject({ protection, device: 'unbound' });
  });

  test('A7: of a certificate that is known from elsewhere is none that can be taken', () => {
    const [romeos] = contentsOf(AUDIO).map(({ transport }) => certificateOf(transport.fingerprint));
    const [tybalts] = contentsOf(content({ fingerprints: fingerprint(TYBALT.dtlsFingerprint) })).map(({ transport }) =>
      certificateOf(transport.fingerprint),
    );
    for (const known of [
      { own: [romeos!], ofOtherCalls: [], ofPeer: undefined },
      { own: [], ofOtherCalls: [romeos!], ofPeer: undefined },
      { own: [], ofOtherCalls: [], ofPeer: tybalts },
    ]) {
      expect(add({ ...CALL, known: () => known }, video())).toMatchObject({ protection: 'mixed' });
    }
  });
});

describe('a content-accept', () => {
  const accept = (inside: string, facts = ADDING) => classifyChange(facts, received('content-accept', inside));

  test.each([
    ['what we add', ADDING, video('camera'), 'agreed'],
    ['another name', ADDING, video('video'), 'unknown'],
    ['another medium', ADDING, video('camera', 'audio'), 'other'],
    ['more than we add', ADDING, video('camera') + video('b'), 'other'],
    ['nothing', ADDING, '', 'unknown'],
    ['what nobody adds', CALL, video('camera'), 'unknown'],
  ])('with %s is told so', (_what, facts, inside, contents) => {
    expect(accept(inside, facts)).toMatchObject({ contents });
  });
});

describe('a request that names contents', () => {
  const ask = (action: string, facts: ChangeFacts, ...names: readonly string[]) =>
    classifyChange(facts, received(action, named(...names)));

  test.each([
    [TWO, ['video'], 'some'],
    [TWO, ['audio', 'video'], 'all'],
    [CALL, ['audio'], 'all'],
    [CALL, ['smell'], 'unknown'],
    [TWO, ['video', 'smell'], 'some'],
    [ADDING, ['camera'], 'added'],
    [ADDING, ['camera', 'smell'], 'unknown'],
    [OFFERED, ['video'], 'offered'],
  ] as const)('to remove them: %#', (facts, names, contents) => {
    expect(ask('content-remove', facts, ...names)).toEqual({ type: 'peer.contentRemove', contents });
  });

  test.each([
    [ADDING, ['camera'], 'added'],
    [ADDING, ['audio'], 'other'],
    [CALL, ['audio'], 'other'],
    [OFFERED, ['video'], 'other'],
  ] as const)('to reject them: %#', (facts, names, contents) => {
    expect(ask('content-reject', facts, ...names)).toEqual({ type: 'peer.contentReject', contents });
  });

  test.each([
    [TWO, ['video'], 'some'],
    [CALL, ['audio'], 'some'],
    [TWO, ['video', 'smell'], 'unknown'],
    [ADDING, ['camera'], 'some'],
    [OFFERED, ['video'], 'some'],
    [ADDING, ['audio', 'camera'], 'unknown'],
  ] as const)('to modify them: %#', (facts, names, contents) => {
    expect(ask('content-modify', facts, ...names)).toEqual({ type: 'peer.contentModify', contents });
  });

  test.each(['session-info', 'description-info', 'transport-replace', 'session-terminate'])(
    'of %s is none',
    (action) => {
      expect(ask(action, TWO, 'video')).toBeUndefined();
    },
  );
});

describe('newCredentialsIn', () => {
  const ice = (ufrag: string, pwd = `thePasswordThatGoesWith${ufrag}`) => `ufrag='${ufrag}' pwd='${pwd}'`;
  const info = (name: string, credentials: string) =>
    `<content creator='initiator' name='${name}'><transport xmlns='${NS_ICE}' ${credentials}/></content>`;
  const apart = described(
    AUDIO + content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint), credentials: ice('apart') }),
  );
  const fresh = (call: SessionDescription, inside: string) => {
    const found = newCredentialsIn(call, received('transport-info', inside));
    return found === undefined ? undefined : [...found].map(([name, { ufrag }]) => `${name} ${ufrag}`);
  };

  test('gives those of each content; what is bundled shares them', () => {
    expect(fresh(CALL.remote, info('audio', ice('new1')))).toEqual(['audio new1']);
    expect(fresh(TWO.remote, info('video', ice('new1')))).toEqual(['video new1', 'audio new1']);
    expect(fresh(apart, info('audio', ice('new1')) + info('video', ice('new2')))).toEqual(['audio new1', 'video new2']);
  });

  test.each([
    ['one transport of several', apart, info('audio', ice('new1'))],
    ['a content that there is not', CALL.remote, info('audio', ice('new1')) + info('smell', ice('new1'))],
    ['no content', CALL.remote, ''],
    ['no credentials', CALL.remote, info('audio', '')],
    ['the ones it has', CALL.remote, info('audio', "ufrag='Yy0b' pwd='CA3JmaSYJPYeKu0Xcx9d9f'")],
    ['the same ufrag', CALL.remote, info('audio', ice('Yy0b'))],
    ['the same password', CALL.remote, info('audio', ice('new1', 'CA3JmaSYJPYeKu0Xcx9d9f'))],
  ])('gives none for %s [RFC 8445 #9]', (_what, call, inside) => {
    expect(fresh(call, inside)).toBeUndefined();
  });

  test('a transport-info with them is told from one of the session that there is', () => {
    const restart = { type: 'peer.newCredentials', candidates: 'none' };
    expect(classifyChange(CALL, received('transport-info', info('audio', ice('new1'))))).toEqual(restart);
    const some = candidateContent('audio', 1, ice('new1'));
    expect(classifyChange(CALL, received('transport-info', some))).toEqual({ ...restart, candidates: 'some' });
    expect(classifyChange(CALL, received('transport-info', candidateContent('audio', 1)))).toBeUndefined();
    const refused = { ...CALL, refused: { ufrag: 'new1', pwd: 'thePasswordThatGoesWithnew1' } };
    expect(classifyChange(refused, received('transport-info', some))).toBeUndefined();
    expect(classifyChange(refused, received('transport-info', info('audio', ice('new1'))))).toEqual(restart);
    const others = candidateContent('audio', 1, ice('new2'));
    expect(classifyChange(refused, received('transport-info', others))).toEqual({ ...restart, candidates: 'some' });
  });
});

test('runningIn counts what of the names the call has', () => {
  const names = (...all: readonly string[]) => all as readonly ContentName[];
  expect(runningIn(TWO.remote, names('video', 'smell'))).toBe('some');
  expect(runningIn(TWO.remote, names('smell', 'video', 'audio'))).toBe('all');
  expect(runningIn(TWO.remote, names('smell'))).toBe('unknown');
});
