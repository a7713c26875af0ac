/** Stanzas that somebody makes up: any word or request, from anybody, about any session, with anything in it. */
import fc from 'fast-check';
import { JINGLE_ACTIONS } from '../../src/stanzas/jingle.ts';
import type { Plan, PlannedContent, PlannedFingerprint, Sender, Session } from '../../test/support/plant.ts';

const SENDERS: readonly Sender[] = [
  'peer',
  'peerOtherResource',
  'peerAccount',
  'stranger',
  'ownResource',
  'ownOtherResource',
  'ownAccount',
  'nobody',
];
const SESSIONS: readonly Session[] = ['current', 'first', 'foreign', 'empty', 'endless'];
const VERBS = ['propose', 'ringing', 'proceed', 'accept', 'reject', 'retract', 'finish', 'sing'];
const FINGERPRINTS: readonly PlannedFingerprint[] = [
  'attackers',
  'garbage',
  'own',
  'peers',
  'encrypted',
  'encryptedPosing',
  'firstSeen',
  'lastSeen',
  'lastSent',
];

/** Mostly the peer about the call there is: anybody else is refused before anything is read. */
const sender = fc.oneof({ weight: 6, arbitrary: fc.constant<Sender>('peer') }, fc.constantFrom(...SENDERS));
const session = fc.oneof({ weight: 6, arbitrary: fc.constant<Session>('current') }, fc.constantFrom(...SESSIONS));

const hostileWord: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant('word'),
  from: sender,
  session,
  verb: fc.constantFrom(...VERBS),
  device: fc.constantFrom('peers', 'attackers', 'none', 'bad', 'two'),
  media: fc.constantFrom<('audio' | 'video')[][]>(['audio'], [], ['audio', 'video']),
  carbonOf: fc.oneof({ weight: 4, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...SENDERS)),
});

const content: fc.Arbitrary<PlannedContent> = fc.record({
  name: fc.constantFrom('audio', 'audio', 'video', 'video-2'),
  creator: fc.constantFrom('initiator', 'initiator', 'responder'),
  setup: fc.constantFrom('active', 'actpass', 'passive'),
  credentials: fc.constantFrom('good', 'good', 'good', 'better', 'none'),
  fingerprints: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...FINGERPRINTS).map((fingerprint) => [fingerprint]) },
    fc.array(fc.constantFrom(...FINGERPRINTS), { maxLength: 3 }),
  ),
});

const action = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('session-initiate', 'session-accept', 'transport-info') },
  fc.constantFrom(...JINGLE_ACTIONS, 'session-explode', ''),
);

const hostileRequest: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant('request'),
  from: sender,
  session,
  action,
  iqId: fc.constantFrom('q1', 'q1', 'q2', 'q2', 'q3', 'q3', 'q4', '', 'q q'),
  contents: fc.oneof({ weight: 4, arbitrary: content.map((one) => [one]) }, fc.array(content, { maxLength: 3 })),
  candidates: fc.constantFrom(0, 0, 1, 70),
});

const oneFingerprint = fc.constantFrom(...FINGERPRINTS).map((fingerprint) => [fingerprint]);

/** A description with nothing wrong in it but perhaps its fingerprint, in the peer's name, for a callee or a caller. */
export function forgedDescription(of: 'answer' | 'offer'): fc.Arbitrary<Plan> {
  return oneFingerprint.map((fingerprints) => ({
    kind: 'request',
    from: 'peer',
    session: 'current',
    action: of === 'offer' ? 'session-initiate' : 'session-accept',
    iqId: 'forged',
    contents: [
      {
        name: 'audio',
        creator: 'initiator',
        setup: of === 'offer' ? 'actpass' : 'active',
        credentials: 'good',
        fingerprints,
      },
    ],
    candidates: 0,
  }));
}

const CHANGES = ['content-accept', 'content-add', 'content-modify', 'content-reject', 'content-remove'];

/** A request of the peer about a content that there is, is being added, or is not; perhaps as a stub. */
export const forgedChange: fc.Arbitrary<Plan> = fc
  .record({
    action: fc.constantFrom(...CHANGES, 'content-add', 'content-add', 'content-accept'),
    name: fc.constantFrom<PlannedContent['name'][]>('audio', 'video', 'video', 'video', 'video-2'),
    creator: fc.constantFrom<PlannedContent['creator'][]>('initiator', 'responder'),
    setup: fc.constantFrom<PlannedContent['setup'][]>('active', 'actpass', 'actpass', 'passive'),
    form: fc.oneof(
      { weight: 2, arbitrary: fc.constant({ credentials: 'none' as const, fingerprints: [] }) },
      { weight: 3, arbitrary: oneFingerprint.map((fingerprints) => ({ credentials: 'good' as const, fingerprints })) },
    ),
    iqId: fc.constantFrom('change1', 'change2', 'change3', 'change4'),
  })
  .map(({ action: of, name, creator, setup, form, iqId }) => ({
    kind: 'request',
    from: 'peer',
    session: 'current',
    action: of,
    iqId,
    contents: [{ name, creator, setup, ...form }],
    candidates: 0,
  }));

/** Credentials of another ICE session: a restart, the answer to one, or what nobody asked for. */
export const forgedRestart: fc.Arbitrary<Plan> = fc
  .record({
    names: fc.constantFrom<PlannedContent['name'][][]>(['audio'], ['audio'], ['video'], ['audio', 'video']),
    credentials: fc.constantFrom('good' as const, 'better' as const),
    candidate: fc.option(fc.constantFrom(1, 50_000), { nil: undefined }),
    iqId: fc.constantFrom('restart1', 'restart2', 'restart3', 'restart4'),
  })
  .map(({ names, credentials, candidate, iqId }) => ({
    kind: 'request',
    from: 'peer',
    session: 'current',
    action: 'transport-info',
    iqId,
    contents: names.map((name) => ({
      ...{ name, creator: 'initiator', setup: 'actpass', credentials, fingerprints: [] },
      ...(candidate === undefined ? {} : { candidate }),
    })),
    candidates: 0,
  }));

/** A proceed in the name of one of the callee's resources. */
export const forgedProceed: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constant('word' as const),
  from: fc.constantFrom<Sender[]>('peer', 'peerOtherResource'),
  session: fc.constant('current' as const),
  verb: fc.constant('proceed'),
  device: fc.constantFrom('peers', 'attackers', 'none', 'bad', 'two'),
  media: fc.constant([]),
  carbonOf: fc.constant('none' as const),
});

/** Either. */
export const hostilePlan: fc.Arbitrary<Plan> = fc.oneof(hostileWord, hostileRequest);
