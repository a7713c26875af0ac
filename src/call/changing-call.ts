/** What the parts of a running call's change need of the call. */
import type { BareJid, Jid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { KnownCertificates } from '../transform/certificate.ts';
import type { CallMedia } from './call-media.ts';
import type { CallOmemo } from './call-omemo.ts';
import type { CallWire } from './call-wire.ts';
import type { CandidateExchange } from './candidate-exchange.ts';

export interface ChangingCall {
  readonly sessionId: SessionId;
  readonly account: BareJid;
  readonly peer: Jid;
  readonly engine: CallMedia;
  readonly omemo: CallOmemo | undefined;
  readonly wire: CallWire;
  readonly knownCertificates: () => KnownCertificates;
  readonly candidates: Pick<CandidateExchange, 'forgetStrays' | 'move' | 'restart' | 'take'>;
  /** Tells the call that nothing is left of it, or that its engine has failed. */
  readonly over: (why: 'peer.contentsGone' | 'media.refused') => void;
}
