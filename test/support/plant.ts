/**
 * Stanzas of somebody hostile, as data that says what is in them in words ("the peer's fingerprint", "a ciphertext seen
 * on the wire"), and their making in the middle of a running call.
 */
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { encryptedFingerprint, fingerprintsIn, withAttributes } from './hostile.ts';
import type { Pair } from './pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO, TYBALT } from './parties.ts';
import {
  bundle,
  candidateContent,
  candidateElement,
  carbon,
  content,
  device,
  fingerprint,
  jingle,
  reason,
  word,
} from './stanzas.ts';
import type { Party } from './world.ts';
import { parse } from './world.ts';

/** In the text of every reason. */
export const WORDS_OF_OTHERS = 'the words of the other side';

/** Whose word it is said to be, seen from who gets it. */
export type Sender =
  | 'nobody'
  | 'ownAccount'
  | 'ownOtherResource'
  | 'ownResource'
  | 'peer'
  | 'peerAccount'
  | 'peerOtherResource'
  | 'stranger';

/** `current`: of the newest call the receiver knows of. */
export type Session = 'current' | 'empty' | 'endless' | 'first' | 'foreign';

export type PlannedFingerprint =
  /** Plain. */
  | 'attackers'
  | 'garbage'
  | 'own'
  | 'peers'
  /** Encrypted by the attacker's device, under its own number or under the peer's. */
  | 'encrypted'
  | 'encryptedPosing'
  /** Encrypted, the latest or first seen on the wire to the receiver or from it. */
  | 'firstSeen'
  | 'lastSeen'
  | 'lastSent';

export interface PlannedContent {
  readonly name: 'audio' | 'video' | 'video-2';
  readonly creator: 'initiator' | 'responder';
  readonly setup: 'active' | 'actpass' | 'passive';
  /** `good` and `better`: well formed, and of two ICE sessions. */
  readonly credentials: 'better' | 'good' | 'none';
  readonly fingerprints: readonly PlannedFingerprint[];
  /** The port of a candidate in the transport. */
  readonly candidate?: number;
}

export type Plan =
  | {
      readonly kind: 'word';
      readonly from: Sender;
      readonly session: Session;
      readonly verb: string;
      readonly device: 'attackers' | 'bad' | 'none' | 'peers' | 'two';
      readonly media: readonly ('audio' | 'video')[];
      /** In a carbon of whom, if in one. */
      readonly carbonOf: Sender | 'none';
    }
  | {
      readonly kind: 'request';
      readonly from: Sender;
      readonly session: Session;
      readonly action: string;
      readonly iqId: string;
      readonly contents: readonly PlannedContent[];
      readonly candidates: number;
      /** Contents that are said to share a transport. */
      readonly bundled?: readonly string[];
    };

/** The attacker's device: it answers to the number of Juliet's tablet, and its key is nobody else's. */
export type Attacker = OmemoAccount;

/** Somebody's address, for a stanza to `to`. */
function addressOf(sender: Sender, to: Party): string {
  const [own, peer] = to.account === ROMEO.account ? [ROMEO, JULIET] : [JULIET, ROMEO];
  const account = (full: string) => full.slice(0, full.indexOf('/'));
  switch (sender) {
    case 'nobody':
      return '';
    case 'ownAccount':
      return account(own.account);
    case 'ownOtherResource':
      return `${account(own.account)}/elsewhere`;
    case 'ownResource':
      return own.account;
    case 'peer':
      return peer.account;
    case 'peerAccount':
      return account(peer.account);
    case 'peerOtherResource':
      return `${account(peer.account)}/elsewhere`;
    case 'stranger':
      return TYBALT.account;
  }
}

/** The stanza of a plan, as it stands at this moment. */
export async function plant(pair: Pair, attacker: Attacker, to: Party, plan: Plan): Promise<string> {
  const from = addressOf(plan.from, to);
  const sessionId = sessionOf(to, plan.session);
  const stanza =
    plan.kind === 'word'
      ? plantWord(to, from, sessionId, plan)
      : await plantRequest(pair, attacker, to, { ...plan, from, sessionId });
  return plan.from === 'nobody' ? stanza.replace("from='' ", '').replace("from=''", '') : stanza;
}

function sessionOf({ trace }: Party, session: Session): string {
  const known = trace.flatMap((entry) => (entry.kind === 'start' ? [entry.sessionId as string] : []));
  switch (session) {
    case 'current':
      return known.at(-1) ?? 'none-yet';
    case 'first':
      return known[0] ?? 'none-yet';
    case 'foreign':
      return 'foreign';
    case 'empty':
      return '';
    case 'endless':
      return 's'.repeat(2_000);
  }
}

type Word = Extract<Plan, { readonly kind: 'word' }>;

function plantWord(to: Party, from: string, sessionId: string, plan: Word): string {
  const peer = to.account === ROMEO.account ? JULIET : ROMEO;
  const devices = {
    attackers: device(String(JULIETS_TABLET.deviceId)),
    bad: device('0'),
    none: '',
    peers: device(String(peer.deviceId)),
    two: device(String(peer.deviceId)) + device('7'),
  };
  const media = plan.media.map((kind) => `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${kind}'/>`);
  const why = ['reject', 'retract', 'finish'].includes(plan.verb) ? reason('busy', WORDS_OF_OTHERS) : '';
  const stanza = word(from, to.account, plan.verb, sessionId, devices[plan.device] + media.join('') + why);
  return plan.carbonOf === 'none' ? stanza : carbon(addressOf(plan.carbonOf, to), to.account, 'sent', stanza);
}

type Request = Omit<Extract<Plan, { readonly kind: 'request' }>, 'from'> & {
  readonly from: string;
  readonly sessionId: string;
};

const CREDENTIALS = {
  good: {},
  better: { credentials: "ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'" },
  none: { credentials: '' },
};

async function plantRequest(pair: Pair, attacker: Attacker, to: Party, plan: Request): Promise<string> {
  const contents: string[] = [];
  for (const planned of plan.contents) {
    const fingerprints: string[] = [];
    for (const kind of planned.fingerprints)
      fingerprints.push(await plantFingerprint(pair, attacker, to, kind, planned));
    const { name, creator, candidate } = planned;
    if (candidate !== undefined) fingerprints.push(candidateElement(candidate));
    const media = name === 'audio' ? 'audio' : 'video';
    const parts = { name, media, creator, fingerprints: fingerprints.join('') };
    contents.push(content({ ...parts, ...CREDENTIALS[planned.credentials] }));
  }
  if (plan.bundled !== undefined) contents.push(bundle(plan.bundled));
  for (let port = 1; port <= plan.candidates; port += 1) contents.push(candidateContent(`c${port}`, port));
  const why = plan.action === 'session-terminate' ? reason('gone', WORDS_OF_OTHERS) : '';
  return jingle(plan.from, to.account, plan.action, plan.sessionId, contents.join('') + why, plan.iqId);
}

async function plantFingerprint(
  pair: Pair,
  attacker: Attacker,
  to: Party,
  kind: PlannedFingerprint,
  { setup }: PlannedContent,
): Promise<string> {
  const peer = to.account === ROMEO.account ? JULIET : ROMEO;
  switch (kind) {
    case 'peers':
      return fingerprint(peer.dtlsFingerprint, setup);
    case 'own':
      return fingerprint(to.dtlsFingerprint, setup);
    case 'attackers':
      return fingerprint(TYBALT.dtlsFingerprint, setup);
    case 'garbage':
      return fingerprint('AB&#13;&#10;CD', setup);
    case 'encrypted':
    case 'encryptedPosing': {
      if (to.omemo === undefined) return '';
      const encrypted = await encryptedFingerprint(attacker, to.omemo.ownDevice, TYBALT.dtlsFingerprint, setup);
      return serializeXml(kind === 'encrypted' ? encrypted : posingAs(encrypted, String(peer.deviceId)));
    }
    case 'firstSeen':
    case 'lastSeen':
    case 'lastSent': {
      const seen = ciphertextsFrom(pair, kind === 'lastSent' ? to : peer);
      const found = kind === 'firstSeen' ? seen[0] : seen.at(-1);
      return found === undefined ? '' : serializeXml(withAttributes(found, { setup }));
    }
  }
}

/** The same message under another sender's number. */
function posingAs(encrypted: XmlElement, deviceId: string): XmlElement {
  return parse(serializeXml(encrypted).replace(/<header sid="\d+"/, `<header sid="${deviceId}"`));
}

/** Every encrypted fingerprint that a party has sent, oldest first. */
function ciphertextsFrom({ parties }: Pair, { account }: { readonly account: string }): readonly XmlElement[] {
  const sent = parties.find((party) => party.account === account)?.sent ?? [];
  return sent
    .filter((stanza) => attribute(stanza, 'type') === 'set')
    .flatMap(fingerprintsIn)
    .filter(({ namespace }) => !namespace.startsWith('urn:'));
}
