/**
 * From a parsed stanza to a machine event: compares what arrived with the call it is for.
 *
 * Nothing is decrypted here and nothing changes; the answer is words and, beside them, what the data plane will need.
 */
import type { CallEvent, MediaAgreement, Protection } from '../../machines/events.ts';
import type { MediaKinds, ReceivedJingle } from '../stanzas/jingle.ts';
import type { SessionDescription } from '../media/port.ts';
import { readRtpInfo } from '../stanzas/rtp-info.ts';
import { compareDevice } from '../transform/binding.ts';
import { readCertificate } from '../transform/certificate.ts';
import { readProtection } from '../transform/protection.ts';
import type { ReadProtection } from '../transform/protection.ts';
import type { DataPlane } from './data-plane.ts';
import type { Occurrence } from './occurrence.ts';

/**
 * The event a Jingle request of the latched peer is for its call. Contents are looked at only where the action has a
 * use for them.
 */
export function classifyJingle(call: DataPlane, jingle: ReceivedJingle): Occurrence {
  switch (jingle.action) {
    case 'session-initiate': {
      const description = readProtection(jingle);
      const protection = protectionOf(call, description);
      const media = isSameMedia(call.media, jingle) ? 'agreed' : 'other';
      return { event: { type: 'peer.sessionInitiate', protection, media }, description };
    }
    case 'session-accept': {
      const description = readProtection(jingle);
      const device =
        description.protection === 'encrypted' ? compareDevice(call.binding, description.senderDeviceId) : 'unbound';
      const media = answers(call.localDescription, jingle);
      const protection = protectionOf(call, description);
      return { event: { type: 'peer.sessionAccept', protection, device, media }, description };
    }
    case 'session-terminate':
      return { event: { type: 'peer.sessionTerminate' }, reason: jingle.reason };
    case 'transport-info':
      return { event: { type: 'peer.transportInfo' }, transportInfo: jingle };
    case 'session-info': {
      const [payload, second] = jingle.extensions;
      // An empty session-info asks whether the session is alive. XEP-0166 #def-action-session-info.
      if (payload === undefined) return { event: { type: 'peer.sessionInfo', info: 'known' } };
      const info = second === undefined ? readRtpInfo(payload) : undefined;
      if (info === undefined || !info.ok) return { event: { type: 'peer.sessionInfo', info: 'unknown' } };
      return { event: { type: 'peer.sessionInfo', info: 'known' }, info: info.value };
    }
    default:
      return { event: { type: 'peer.otherAction' } };
  }
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
      return 'peer.sessionInfo';
    default:
      return 'peer.otherAction';
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
