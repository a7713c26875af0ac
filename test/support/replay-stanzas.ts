/** Messages of the model as stanzas, with what was really encrypted in them. */
import { bareOf } from '../../src/jid.ts';
import type { FullJid } from '../../src/jid.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import type { CallNumber, Ciphertext, Content, HonestDevice, Inside } from '../../properties/model/wire.ts';
import { encryptedFingerprint, withAttributes } from './hostile.ts';
import { attackersFor, certificateOf, deviceIdOf, resourceOf } from './replay-devices.ts';
import type { RealDevice } from './replay-devices.ts';
import {
  candidateContent,
  carbon,
  content,
  device,
  fingerprint,
  iqError,
  jingle,
  propose,
  reason,
  word,
} from './stanzas.ts';

/** What has gone over the wire so far, as the attacker keeps it. */
export interface Seen {
  readonly omemos: ReadonlyMap<RealDevice, OmemoAccount>;
  /** The `<fingerprint/>` that holds a ciphertext; undefined before it was sent. */
  readonly fingerprintWith: (ciphertext: Ciphertext) => XmlElement | undefined;
  /** The last request, and the last propose, of a device about a call. */
  readonly requestOf: (at: HonestDevice, call: CallNumber) => Sent | undefined;
  readonly proposeOf: (at: HonestDevice, call: CallNumber) => Sent | undefined;
}

export interface Sent {
  readonly id: string;
  readonly to: string;
}

export interface Addressed {
  readonly at: HonestDevice;
  readonly call: CallNumber;
  /** In whose name it comes. */
  readonly from: FullJid;
  readonly siblings: readonly HonestDevice[];
}

let requests = 0;

/** The stanza; undefined where it would be the answer to nothing. */
export async function stanzaOf(message: Content, where: Addressed, seen: Seen): Promise<string | undefined> {
  const { at, call, from, siblings } = where;
  const to = resourceOf(at);
  const id = sessionIdOf(call);
  switch (message.kind) {
    case 'propose':
      return propose(from, to, id);
    case 'proceed':
      return word(from, to, 'proceed', id, announcement(message.announced, at));
    case 'reject':
      return word(from, to, 'reject', id, message.outcome === 'tieBreak' ? TIE_BREAK : reason('decline'));
    case 'retract':
      return word(from, to, 'retract', id, reason('cancel'));
    case 'finish':
      return word(from, to, 'finish', id, message.outcome === 'migrated' ? MIGRATED : reason('success'));
    case 'ringing':
      return word(from, to, 'ringing', id);
    case 'ownProceed':
    case 'ownReject': {
      const said = word(resourceOf(siblings[0]!), from, message.kind === 'ownProceed' ? 'proceed' : 'reject', id);
      return carbon(bareOf(to), to, 'sent', said);
    }
    case 'bounce': {
      const sent = seen.proposeOf(at, call);
      return sent === undefined ? undefined : bounce(sent, to);
    }
    case 'requestFailed': {
      const sent = seen.requestOf(at, call);
      return sent === undefined ? undefined : iqError(sent.to, to, sent.id);
    }
    case 'crossed': {
      const sent = seen.requestOf(at, call);
      if (sent === undefined) return undefined;
      const tie = "<tie-break xmlns='urn:xmpp:jingle:errors:1'/></error>";
      return iqError(sent.to, to, sent.id, 'conflict').replace('</error>', tie);
    }
    case 'terminate':
      return jingle(from, to, 'session-terminate', id, reason('success'), nextId());
    case 'transportInfo':
      return jingle(from, to, 'transport-info', id, candidateContent('audio', 50_000), nextId());
    case 'offer':
    case 'answer': {
      const action = message.kind === 'offer' ? 'session-initiate' : 'session-accept';
      const fingerprints = await fingerprintsOf(message.inside, where, message.kind, seen);
      return fingerprints === undefined
        ? undefined
        : jingle(from, to, action, id, content({ fingerprints, creator: 'initiator' }), nextId());
    }
  }
}

/** In the order of their numbers, which tie-breaks go by. */
export function sessionIdOf(call: CallNumber): string {
  return `call-${call}`;
}

const TIE_BREAK = `${reason('expired')}<tie-break xmlns='urn:xmpp:jingle-message:0'/>`;
const MIGRATED = `${reason('expired')}<migrated xmlns='urn:xmpp:jingle-message:0' to='elsewhere'/>`;

function nextId(): string {
  requests += 1;
  return `replayed-${requests}`;
}

function announcement(announced: Extract<Content, { kind: 'proceed' }>['announced'], at: HonestDevice): string {
  if (announced === 'none') return '';
  if (announced === 'invalid') return device('0');
  return device(String(deviceIdOf(announced === 'E' ? attackersFor(at) : announced)));
}

function bounce({ id, to: sentTo }: Sent, to: FullJid): string {
  const error = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
  return `<message type='error' id='${id}' from='${sentTo}' to='${to}'>${error}</message>`;
}

async function fingerprintsOf(
  inside: Inside,
  { at }: Addressed,
  kind: 'answer' | 'offer',
  { omemos, fingerprintWith }: Seen,
): Promise<string | undefined> {
  const setup = kind === 'offer' ? 'actpass' : 'active';
  switch (inside.protection) {
    case 'plain':
      return fingerprint(certificateOf(inside.certificate.device, inside.certificate.call), setup);
    case 'mixed':
      return fingerprint(certificateOf('E', 1), setup).repeat(2);
    case 'encrypted': {
      const { ciphertext } = inside;
      if (ciphertext.from !== 'E') {
        const found = fingerprintWith(ciphertext);
        return found === undefined ? undefined : serializeXml(withAttributes(found, { setup }));
      }
      const attackers = omemos.get(attackersFor(at))!;
      const recipient = omemos.get(at)!.ownDevice;
      return serializeXml(await encryptedFingerprint(attackers, recipient, certificateOf('E', 1), setup));
    }
  }
}
