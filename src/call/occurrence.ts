/**
 * A machine event with what it was made of: the data plane's half, which the machine never sees.
 *
 * Effects of the same step take what they need from here: the request to answer, the device to pin, the contents to
 * decrypt.
 */
import type { CallEvent } from '../../machines/events.ts';
import type { FullJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { JingleReasonElement, ReceivedJingle } from '../stanzas/jingle.ts';
import type { DeviceId } from '../stanzas/omemo.ts';
import type { RtpInfo } from '../stanzas/rtp-info.ts';
import type { Iq } from '../stanzas/stanza.ts';
import type { ReadProtection } from '../transform/protection.ts';
import type { ContentCandidates } from './candidates.ts';

export interface Occurrence extends Arrival {
  readonly event: CallEvent;
}

export interface Arrival {
  /** The request this step has to answer. */
  readonly request?: Iq;
  /** The resource that may become the peer. */
  readonly resource?: FullJid;
  /** The device a proceed announced. */
  readonly deviceId?: DeviceId;
  /** An offer or answer, with how it is protected. */
  readonly description?: ReadProtection;
  /** A transport-info. */
  readonly transportInfo?: ReceivedJingle;
  /** A transport-replace. */
  readonly transportReplace?: ReceivedJingle;
  /** Why the peer rejected, retracted or terminated. */
  readonly reason?: JingleReasonElement | undefined;
  /** The call that goes on in place of this one. */
  readonly successor?: SessionId | undefined;
  /** What the peer says in passing, or is to hear. */
  readonly info?: RtpInfo;
  readonly localCandidate?: ContentCandidates;
}
