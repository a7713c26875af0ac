/**
 * Each Jingle action in each phase of a call, and its answer: the table of docs/protocol.md, "Answers to Jingle
 * requests". XEP-0166 1.1.2, XEP-0167 1.2.3.
 */
import { describe, expect, test } from 'vitest';
import type { Wire } from '../../src/call/ports.ts';
import { JINGLE_ACTIONS } from '../../src/stanzas/jingle.ts';
import { accept, createPair, keyWith, ring, states, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, accepted, active, answered, idle, offer, sentDuring } from '../support/solo.ts';
import { candidateContent, content, device, fingerprint, jingle, reason, word } from '../support/stanzas.ts';
import type { Party } from '../support/world.ts';
import { summary } from '../support/story.ts';

const UNKNOWN = ['error item-not-found unknown-session'];
const OUT_OF_ORDER = ['error unexpected-request out-of-order'];
const NOT_UNDERSTOOD = ['error feature-not-implemented unsupported-info'];
const BAD = ['error bad-request'];
const OK = ['ok'];

const AUDIO = " creator='initiator' name='audio'";
const INFO = 'urn:xmpp:jingle:apps:rtp:info:1';
const RAW_UDP = "<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'><candidate ip='192.0.2.1'/></transport>";
const contentWith = (inside: string, name = 'audio') =>
  `<content xmlns='urn:xmpp:jingle:1' creator='initiator' name='${name}'>${inside}</content>`;
const HINT = contentWith("<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>");
const FOREIGN_HINT = contentWith("<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>");
const described = content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) });

/** A party in some phase of a call, and whoever its peer is. */
interface Scene {
  readonly party: Party;
  readonly from: string;
  readonly sessionId: string;
  readonly settle: () => Promise<void>;
}

const ofJuliet = async (make: typeof idle): Promise<Scene> => {
  const { juliet, settle } = await make();
  return { party: juliet, from: ROMEO.account, sessionId: S1, settle };
};

/** Romeo's call, whose other side is played by hand: juliet has proceeded, and his offer has left or is being made. */
const ofRomeo = async (stage: 'initiated' | 'preparing'): Promise<Scene> => {
  const pair = await createPair({ both: { omemo: 'none' }, juliet: { wrapWire: () => ({ send: () => {} }) } });
  const sessionId = await ring(pair);
  pair.romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId, device('2222')));
  if (stage === 'initiated') await pair.romeo.manager.settled();
  return { party: pair.romeo, from: JULIET.account, sessionId, settle: pair.settle };
};

const PHASES: Readonly<Record<string, () => Promise<Scene>>> = {
  // What a session-initiate comes to where it may begin a call is in direct-calls.test.ts.
  'without a call': () => ofJuliet(() => idle({ directCalls: 'refuse' })),
  'the callee, before the offer': () => ofJuliet(accepted),
  'the callee, answering': async () => {
    const scene = await ofJuliet(accepted);
    scene.party.receive(offer());
    return scene;
  },
  'the caller, before the offer': () => ofRomeo('preparing'),
  'the caller, with the offer out': () => ofRomeo('initiated'),
  connecting: () => ofJuliet(answered),
  active: () => ofJuliet(active),
  'after the end': async () => {
    const scene = await ofJuliet(active);
    scene.party.manager.hangUp(keyWith(ROMEO, S1));
    return scene;
  },
};

const NO_SESSION = ['the callee, before the offer', 'the caller, before the offer'];
const NOBODY = ['without a call', 'after the end'];

/** In a session: the same from the offer to the end. Not here: session-initiate and session-accept, and terminate. */
const IN_SESSION: readonly (readonly [what: string, action: string, inside: string, answers: readonly string[]])[] = [
  ['an empty session-info, which is a ping', 'session-info', '', OK],
  ['active', 'session-info', `<active xmlns='${INFO}'/>`, OK],
  ['another payload', 'session-info', "<dance xmlns='urn:x'/>", NOT_UNDERSTOOD],
  ['a payload of the RTP namespace that there is not', 'session-info', `<dance xmlns='${INFO}'/>`, NOT_UNDERSTOOD],
  ['two payloads', 'session-info', `<hold xmlns='${INFO}'/><active xmlns='${INFO}'/>`, NOT_UNDERSTOOD],
  ['a known and an unknown payload', 'session-info', `<hold xmlns='${INFO}'/><x xmlns='urn:x'/>`, NOT_UNDERSTOOD],
  ['a mute that says of whose content and not of which', 'session-info', `<mute xmlns='${INFO}' name='audio'/>`, BAD],
  ['a description-info', 'description-info', HINT, OK],
  ['a description-info without contents', 'description-info', '', OK],
  ['a description-info of another application', 'description-info', FOREIGN_HINT, NOT_UNDERSTOOD],
  ['a security-info', 'security-info', contentWith("<security xmlns='urn:x'/>"), NOT_UNDERSTOOD],
  ['a transport-info for a content there is not', 'transport-info', candidateContent('smell', 7_000), OK],
  ['a transport-info of another transport', 'transport-info', contentWith(RAW_UDP), NOT_UNDERSTOOD],
  ['a transport-replace', 'transport-replace', contentWith(RAW_UDP), ['ok', 'transport-reject audio']],
  ['a transport-replace by another ICE', 'transport-replace', described, ['ok', 'transport-reject audio']],
  ['a transport-replace that replaces nothing', 'transport-replace', '', BAD],
  ['a transport-replace without a transport', 'transport-replace', contentWith(''), BAD],
  ['a transport-accept', 'transport-accept', described, OUT_OF_ORDER],
  ['a transport-reject', 'transport-reject', described, OUT_OF_ORDER],
  ['an action that nobody defines', 'session-explode', '', BAD],
];

const receive = ({ party, from, sessionId }: Scene, action: string, inside: string): readonly string[] =>
  sentDuring(party, () => party.receive(jingle(from, party.account, action, sessionId, inside)));

describe.each(Object.keys(PHASES).filter((phase) => ![...NOBODY, ...NO_SESSION].includes(phase)))('%s', (phase) => {
  test.each(IN_SESSION)('answers %s [XEP-0166 #session-info #def-action]', async (_what, action, inside, answers) => {
    const scene = await PHASES[phase]!();
    const before = {
      orders: scene.party.media.engines.flatMap(({ orders }) => orders),
      at: states(scene.party).at(-1),
    };
    expect(receive(scene, action, inside)).toEqual(answers);
    const { party } = scene;
    expect({ orders: party.media.engines.flatMap(({ orders }) => orders), at: states(party).at(-1) }).toEqual(before);
    expect(party.manager.stats().calls).toBe(1);
  });

  test('acknowledges a session-terminate, and it is the end [XEP-0166 #session-terminate]', async () => {
    const scene = await PHASES[phase]!();
    expect(receive(scene, 'session-terminate', reason('success'))).toEqual(['ok', 'finish success']);
    expect(told(scene.party)).toContain('ended by peer: success');
  });

  test('has no use for an offer [XEP-0166 #errors]', async () => {
    const scene = await PHASES[phase]!();
    expect(receive(scene, 'session-initiate', described)).toEqual(OUT_OF_ORDER);
  });

  test('takes an answer where it made an offer, and nowhere else [XEP-0166 #errors]', async () => {
    const scene = await PHASES[phase]!();
    const theirs = content({ fingerprints: fingerprint(JULIET.dtlsFingerprint, 'active') });
    const answers = receive(scene, 'session-accept', theirs);
    expect(answers).toEqual(phase === 'the caller, with the offer out' ? OK : OUT_OF_ORDER);
  });
});

const VIDEO = content({ name: 'video', fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
const byResponder = described.replace(/creator='initiator'/, "creator='responder'");
const NEW_ICE = "ufrag='n3w1' pwd='YetAnotherPassword22ch'";
const UNUSABLE = (name: string) => ['ok', `content-reject ${name} unsupported-applications`];

/** What asks to change a running call, while nothing else is under way in it. */
const CHANGES: readonly (readonly [what: string, action: string, inside: string, answers: readonly string[]])[] = [
  ['contents', 'content-add', VIDEO, OK],
  [
    'contents of another certificate',
    'content-add',
    VIDEO.replace(ROMEO.dtlsFingerprint, JULIET.dtlsFingerprint),
    ['ok', 'content-reject video security-error'],
  ],
  [
    'contents without a fingerprint',
    'content-add',
    content({ name: 'video', fingerprints: '' }),
    ['ok', 'content-reject video security-error'],
  ],
  ['contents that are there', 'content-add', described, OUT_OF_ORDER],
  ['contents under a name that is taken', 'content-add', byResponder, UNUSABLE('audio')],
  ['contents without media', 'content-add', contentWith('', 'video'), UNUSABLE('video')],
  ['no contents', 'content-add', '', BAD],
  ['an answer to nothing', 'content-accept', VIDEO, OUT_OF_ORDER],
  ['a refusal of nothing', 'content-reject', VIDEO, OUT_OF_ORDER],
  ['the end of a content that there is not', 'content-remove', VIDEO, ['error item-not-found']],
  ['the end of nothing', 'content-remove', '', BAD],
  ['the end of the last content', 'content-remove', described, ['ok', 'session-terminate success', 'finish success']],
  ['other senders of a content', 'content-modify', contentWith(''), OK],
  ['other senders of a content that there is not', 'content-modify', VIDEO, ['error item-not-found']],
];

describe('a change', () => {
  test.each(CHANGES)('with %s is answered in a call that runs [XEP-0166 #def-action]', async (...row) => {
    const [, action, inside, answers] = row;
    for (const phase of ['connecting', 'active']) {
      expect(receive(await PHASES[phase]!(), action, inside)).toEqual(answers);
    }
  });

  test.each(CHANGES)('with %s is out of order before both descriptions are agreed', async (...row) => {
    const [, action, inside] = row;
    for (const phase of ['the callee, answering', 'the caller, with the offer out']) {
      const scene = await PHASES[phase]!();
      expect(receive(scene, action, inside)).toEqual(OUT_OF_ORDER);
      expect(told(scene.party).filter((event) => event.startsWith('content'))).toEqual([]);
    }
  });

  test('of the ICE session is a transport-info, and one that starts nothing before there is one', async () => {
    const restart = contentWith(`<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ${NEW_ICE}/>`);
    for (const [phase, event] of [
      ['active', ['iceRestarted by peer']],
      ['the callee, answering', []],
    ] as const) {
      const scene = await PHASES[phase]!();
      expect(receive(scene, 'transport-info', restart)).toEqual(OK);
      expect(told(scene.party).filter((each) => each.startsWith('ice'))).toEqual(event);
    }
  });
});

describe.each(NO_SESSION)('%s', (phase) => {
  test.each(JINGLE_ACTIONS)('%s comes too early [XEP-0166 #errors]', async (action) => {
    const scene = await PHASES[phase]!();
    const isCallee = phase.includes('callee');
    const inside = action === 'session-terminate' ? reason('success') : described;
    const isInOrder = isCallee && (action === 'session-initiate' || action === 'transport-info');
    expect(receive(scene, action, inside)).toEqual(isInOrder ? OK : OUT_OF_ORDER);
  });

  test('an action that nobody defines is no better than later [XEP-0166 #def-action]', async () => {
    expect(receive(await PHASES[phase]!(), 'session-explode', '')).toEqual(BAD);
  });
});

describe.each(NOBODY)('%s', (phase) => {
  test.each([...JINGLE_ACTIONS, 'session-explode'])(
    '%s is for a session there is not [XEP-0166 #errors]',
    async (action) => {
      expect(receive(await PHASES[phase]!(), action, described)).toEqual(UNKNOWN);
    },
  );
});

describe('a transport-replace', () => {
  test('is rejected with its contents and transports, and nothing that was in them', async () => {
    const scene = await ofJuliet(active);
    const attributes = RAW_UDP.replace('<transport ', "<transport sid='t1' ");
    receive(scene, 'transport-replace', `${contentWith(attributes)}${described.replace("'audio'", "'video'")}`);
    const sent = scene.party.sent.at(-1)!;
    const [rejected] = sent.children as readonly (typeof sent)[];
    expect(sent.attributes.get('type')).toBe('set');
    expect(rejected!.attributes.get('sid')).toBe(S1);
    const contents = rejected!.children as readonly (typeof sent)[];
    expect(contents.map(({ attributes: of }) => of.get('name'))).toEqual(['audio', 'video']);
    const transports = contents.map(({ children }) => children[0] as typeof sent);
    expect(transports.map(({ namespace }) => namespace.split(':').at(-2))).toEqual(['raw-udp', 'ice-udp']);
    expect(transports.map(({ children, attributes: of }) => children.length + of.size)).toEqual([0, 0]);
  });
});

describe('a session-initiate', () => {
  test('without a content of the session itself is a bad request [XEP-0166 #def-action-session-initiate]', async () => {
    const scene = await ofJuliet(accepted);
    const early = described.replace('<content ', "<content disposition='early-session' ");
    expect(receive(scene, 'session-initiate', early)).toEqual(BAD);
    expect(receive(scene, 'session-initiate', described)).toEqual(OK);
  });
});

describe('what the peer says in passing', () => {
  const infos = ({ party }: Scene) =>
    party.reports.flatMap((report) => (report.kind === 'peerInfo' ? [report.info] : []));

  test.each([
    ['ringing', `<ringing xmlns='${INFO}'/>`, { kind: 'ringing' }],
    ['active', `<active xmlns='${INFO}'/>`, { kind: 'active' }],
    ['hold', `<hold xmlns='${INFO}'/>`, { kind: 'hold' }],
    ['unhold', `<unhold xmlns='${INFO}'/>`, { kind: 'unhold' }],
    ['a mute of everything', `<mute xmlns='${INFO}'/>`, { kind: 'mute' }],
    [
      'the mute of a content, whoever is said to have created it',
      `<mute xmlns='${INFO}' creator='responder' name='audio'/>`,
      { kind: 'mute', content: { creator: 'responder', contentName: 'audio' } },
    ],
    ['an unmute', `<unmute xmlns='${INFO}' creator='initiator' name='audio'/>`, { kind: 'unmute' }],
  ])('%s is told [XEP-0167 #info]', async (_what, inside, info) => {
    for (const phase of ['the callee, answering', 'the caller, with the offer out', 'active']) {
      const scene = await PHASES[phase]!();
      expect(receive(scene, 'session-info', inside)).toEqual(OK);
      expect(infos(scene)).toEqual([expect.objectContaining(info)]);
    }
  });

  test('the mute of a content that the call does not have is acknowledged, and told to nobody', async () => {
    const scene = await ofJuliet(active);
    const inside = `<mute xmlns='${INFO}' creator='initiator' name='smell'/>`;
    expect(receive(scene, 'session-info', inside)).toEqual(OK);
    expect(infos(scene)).toEqual([]);
  });

  test('a mute is understood while the offer that it comes after is still decrypted', async () => {
    let hear = () => {};
    const listening = (wire: Wire): Wire => ({
      send: (stanza) => {
        wire.send(stanza);
        if (summary(stanza) === 'ok') hear();
      },
    });
    const pair = await createPair({ juliet: { wrapWire: listening } });
    const sessionId = await ring(pair);
    const mute = jingle(ROMEO.account, JULIET.account, 'session-info', sessionId, `<mute xmlns='${INFO}'${AUDIO}/>`);
    hear = () => {
      hear = () => {};
      pair.juliet.receive(mute);
    };
    accept(pair.juliet, pair.romeo, sessionId);
    await pair.settle();
    const heard = pair.juliet.trace.find((entry) => entry.kind === 'step' && entry.event.type === 'peer.sessionInfo');
    expect(heard).toMatchObject({ from: 'answering.decrypting' });
    expect(told(pair.juliet)).toEqual(['incoming', 'peerInfo', 'accepted', 'authenticated (blind)']);
  });
});
