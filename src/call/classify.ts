/**
 * From a parsed stanza to a machine event: compares what arrived with the call it is for.
 *
 * Nothing is decrypted here and nothing changes; the answer is words and, beside them, what the data plane will need.
 */
import type { CallEvent, MediaAgreement, Protection } from '../../machines/events.ts';
import { isFullJid } from '../jid.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import type { SessionDescription } from '../media/port.ts';
import { isRtpInfoElement, readRtpInfo } from '../stanzas/rtp-info.ts';
import { compareDevice } from '../transform/binding.ts';
import { readCertificate } from '../transform/certificate.ts';
import { readProtection } from '../transform/protection.ts';
import type { ReadProtection } from '../transform/protection.ts';
import type { DataPlane } from './data-plane.ts';
import type { Occurrence } from './occurrence.ts';
import { foreignTransport, namesTransports } from './transport-reject.ts';

/**
 * The event a Jingle request of the latched peer is for its call. Contents are looked at only where the action has a
 * use for them.
 */
export function classifyJingle(call: DataPlane, jingle: ReceivedJingle): Occurrence {
  switch (jingle.action) {
    case 'session-initiate': {
      if (jingle.contents.length > 0 && !jingle.contents.some(isOfSession)) return MALFORMED;
      const description = readProtection(jingle);
      const protection = protectionOf(call, description);
      const media = isSameMedia(call.media, jingle) ? 'agreed' : 'other';
      return { event: { type: 'peer.sessionInitiate', protection, media }, description };
    }
    case 'session-accept': {
      const description = readProtection(jingle);
      const device =
        description.protection === 'encrypted' ? compareDevice(call.binding, description.senderDeviceId) : 'unbound';
      const media = answers(call.engine.local, jingle);
      const protection = protectionOf(call, description);
      return { event: { type: 'peer.sessionAccept', protection, device, media }, description };
    }
    case 'session-terminate':
      return { event: { type: 'peer.sessionTerminate' }, reason: jingle.reason };
    case 'transport-info':
      if (jingle.contents.some(speaksOfForeignTransport)) return UNKNOWN_INFO;
      return { event: { type: 'peer.transportInfo' }, transportInfo: jingle };
    case 'transport-replace':
      if (!namesTransports(jingle)) return MALFORMED;
      return { event: { type: 'peer.transportReplace' }, transportReplace: jingle };
    case 'session-info':
      return classifyInfo(call, jingle.extensions);
    case 'description-info':
      // A hint, which nobody has to take: it is understood and changes nothing. XEP-0167 #parameters.
      return jingle.contents.every(isHintWeRead) ? KNOWN_INFO : UNKNOWN_INFO;
    case 'security-info':
      return UNKNOWN_INFO;
    case 'transport-accept':
    case 'transport-reject':
      return { event: { type: 'peer.unaskedAnswer' } };
    case 'unknown':
      return MALFORMED;
    default:
      return { event: { type: 'peer.contentAction' } };
  }
}

const KNOWN_INFO: Occurrence = { event: { type: 'peer.sessionInfo', info: 'known' } };
const UNKNOWN_INFO: Occurrence = { event: { type: 'peer.sessionInfo', info: 'unknown' } };
const MALFORMED: Occurrence = { event: { type: 'peer.malformed' } };

/** A session-info has one payload: of several, one that is acted upon would leave the others unanswered. */
function classifyInfo({ contents, peer }: DataPlane, [payload, second]: ReceivedJingle['extensions']): Occurrence {
  // An empty session-info asks whether the session is alive. XEP-0166 #def-action-session-info.
  if (payload === undefined) return KNOWN_INFO;
  if (second !== undefined || !isRtpInfoElement(payload)) return UNKNOWN_INFO;
  const read = readRtpInfo(payload);
  if (!read.ok) return MALFORMED;
  const info = read.value;
  const about = 'content' in info ? info.content : undefined;
  // By its name alone: whose content it is, clients and the example of XEP-0167 #info-mute tell differently.
  const isKnown = about === undefined || contents.some(({ name }) => name === about.contentName);
  if (info.kind === 'ringing' && isFullJid(peer)) {
    return { event: { type: 'peer.sessionInfo', info: 'ringing' }, info, resource: peer };
  }
  return isKnown ? { ...KNOWN_INFO, info } : KNOWN_INFO;
}

type ReceivedContent = ReceivedJingle['contents'][number];

/** There is no session without such a content. XEP-0166 #def-action-session-initiate. */
function isOfSession({ disposition = 'session' }: ReceivedContent): boolean {
  return disposition === 'session';
}

function speaksOfForeignTransport(content: ReceivedContent): boolean {
  return content.transport === undefined && foreignTransport(content) !== undefined;
}

function isHintWeRead({ description, extensions }: ReceivedContent): boolean {
  return description !== undefined || !extensions.some(({ name }) => name === 'description');
}

/** The type of event an action becomes: enough to ask a state whether it wants the contents read at all. */
export function eventTypeOf(action: ReceivedJingle['action']): CallEvent['type'] {
  switch (action) {
    case 'session-initiate':
      return 'peer.sessionInitiate';
    case 'session-accept':
      return 'peer.sessionAccept';
    case 'session-terminate':
      return 'peer.sessionTerminate';
    case 'transport-info':
      return 'peer.transportInfo';
    case 'session-info':
    case 'description-info':
    case 'security-info':
      return 'peer.sessionInfo';
    case 'transport-replace':
      return 'peer.transportReplace';
    case 'transport-accept':
    case 'transport-reject':
      return 'peer.unaskedAnswer';
    case 'unknown':
      // Whatever else is in it. XEP-0166 #def-action.
      return 'peer.malformed';
    case 'content-accept':
    case 'content-add':
    case 'content-modify':
    case 'content-reject':
    case 'content-remove':
      return 'peer.contentAction';
  }
}

/** The event for a request nobody has read, in a state that has no use for it whatever it says. */
export function unreadEvent(action: ReceivedJingle['action']): CallEvent {
  const type = eventTypeOf(action);
  switch (type) {
    case 'peer.sessionInitiate':
      return { type, protection: 'none', media: 'other' };
    case 'peer.sessionAccept':
      return { type, protection: 'none', device: 'unbound', media: 'other' };
    case 'peer.sessionInfo':
      return { type, info: 'unknown' };
    default:
      return { type } as CallEvent;
  }
}

/**
 * What a plain description is can be told at once: contents that name several certificates, our own, or one of another
 * call are not something one honest peer sends. For an encrypted one the same question is asked after its decryption.
 */
function protectionOf(call: DataPlane, description: ReadProtection): Protection {
  if (description.protection !== 'plain') return description.protection;
  return readCertificate(description.jingle, call.knownCertificates()).ok ? 'plain' : 'mixed';
}

/** The same kinds of media, each as often: nothing more than was consented to, and nothing less. */
function isSameMedia(agreed: MediaKinds, jingle: ReceivedJingle): boolean {
  const offered = jingle.contents.map(({ description }) => description?.media);
  return sorted(offered) === sorted(agreed);
}

function sorted(media: readonly (string | undefined)[]): string {
  return media.map(String).toSorted().join(' ');
}

/** An answer has the contents of the offer, each with its medium. */
function answers(offer: SessionDescription | undefined, jingle: ReceivedJingle): MediaAgreement {
  const agrees =
    offer !== undefined &&
    offer.contents.length === jingle.contents.length &&
    offer.contents.every(({ name, description: { media } }) =>
      jingle.contents.some((content) => content.name === name && content.description?.media === media),
    );
  return agrees ? 'agreed' : 'other';
}
