/**
 * Jingle Message Initiation: ringing all devices of a contact before one of them starts a Jingle session.
 *
 * Spec: XEP-0353 0.8.0.
 */
import type { XmlElement } from '../xml/element.ts';
import type { SessionId } from './identifiers.ts';
import type { JingleReasonElement } from './jingle.ts';
import type { AnnouncedDevice } from './omemo-verification.ts';
import type { MediaKind } from './rtp.ts';

/** One JMI element. `accept` is of older versions, sent to one's own account: it says that another device took the call. */
export type JingleMessage =
  | {
      readonly verb: 'propose';
      readonly sessionId: SessionId;
      /** Media of the RTP descriptions, in order; a description of another application makes the element malformed. */
      readonly media: readonly MediaKind[];
      readonly device: AnnouncedDevice;
      readonly extensions: readonly XmlElement[];
    }
  | { readonly verb: 'ringing'; readonly sessionId: SessionId; readonly extensions: readonly XmlElement[] }
  | {
      readonly verb: 'proceed';
      readonly sessionId: SessionId;
      readonly device: AnnouncedDevice;
      readonly extensions: readonly XmlElement[];
    }
  | { readonly verb: 'accept'; readonly sessionId: SessionId; readonly extensions: readonly XmlElement[] }
  | {
      readonly verb: 'reject';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      /** The reject settles crossing proposals: the sender's own propose wins. XEP-0353 #tie-break. */
      readonly tieBreak: boolean;
      readonly extensions: readonly XmlElement[];
    }
  | {
      readonly verb: 'retract';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      readonly tieBreak: boolean;
      readonly extensions: readonly XmlElement[];
    }
  | {
      readonly verb: 'finish';
      readonly sessionId: SessionId;
      readonly reason: JingleReasonElement | undefined;
      /** The session this one went on as. XEP-0353 #migrate. */
      readonly migratedTo: SessionId | undefined;
      readonly extensions: readonly XmlElement[];
    };
