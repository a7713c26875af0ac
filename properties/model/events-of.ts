/** A message as the event it is for a call, compared with what the call knows: src/call/classify.ts in the model. */
import type { CallEvent } from '../../machines/events.ts';
import type { Arrival, LiveCall } from './call-slot.ts';
import type { Certificate, Content, Inside } from './wire.ts';
import { isSame } from './wire.ts';

export interface Classified {
  readonly event: CallEvent;
  readonly arrival: Arrival;
}

/**
 * @param others  certificates of the peer's account in other live calls here
 * @param own     our certificate in this call
 */
export function eventOf(
  content: Content,
  slot: LiveCall,
  others: readonly Certificate[],
  own: Certificate,
): Classified {
  switch (content.kind) {
    case 'proceed':
      return proceedOf(content.announced);
    case 'reject':
      return only({ type: 'peer.reject', sender: 'latched', outcome: content.outcome });
    case 'finish':
      return only({ type: 'peer.finish', sender: 'latched', outcome: content.outcome });
    case 'retract':
      return only({ type: 'peer.retract', sender: 'latched' });
    case 'ownProceed':
      return only({ type: 'own.proceed' });
    case 'ownReject':
      return only({ type: 'own.reject' });
    case 'terminate':
      return only({ type: 'peer.sessionTerminate' });
    case 'offer':
    case 'answer':
      return descriptionOf(content.kind, content.inside, slot, [...others, own]);
    case 'propose':
      // A proposal is a matter between calls, and comes to no machine.
      return only({ type: 'peer.contentAction' });
    case 'requestFailed':
      return only({ type: 'peer.requestFailed', outcome: 'refused' });
    case 'crossed':
      return only({ type: 'peer.requestFailed', outcome: 'tieBreak' });
    case 'bounce':
    case 'ringing':
    case 'transportInfo':
      return only({ type: `peer.${content.kind}` });
  }
}

function only(event: CallEvent): Classified {
  return { event, arrival: {} };
}

function proceedOf(announced: Extract<Content, { kind: 'proceed' }>['announced']): Classified {
  if (announced === 'none' || announced === 'invalid') return only({ type: 'peer.proceed', device: announced });
  return { event: { type: 'peer.proceed', device: 'device' }, arrival: { announced } };
}

function descriptionOf(
  kind: 'answer' | 'offer',
  inside: Inside,
  { bound }: LiveCall,
  known: readonly Certificate[],
): Classified {
  const isKnown = inside.protection === 'plain' && known.some((other) => isSame(other, inside.certificate));
  const facts = { protection: isKnown ? 'mixed' : inside.protection, media: 'agreed' } as const;
  const arrival: Arrival =
    inside.protection === 'encrypted'
      ? { ciphertext: inside.ciphertext }
      : inside.protection === 'plain'
        ? { plain: inside.certificate }
        : {};
  if (kind === 'offer') return { event: { type: 'peer.sessionInitiate', ...facts }, arrival };
  const sender = inside.protection === 'encrypted' ? inside.ciphertext.from : undefined;
  const device = sender === undefined || bound === undefined ? 'unbound' : sender === bound ? 'pinned' : 'other';
  return { event: { type: 'peer.sessionAccept', ...facts, device }, arrival };
}
