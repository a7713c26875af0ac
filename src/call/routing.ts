/** What routing needs of the account: its calls, its settings, and a way to begin a call. */
import type { ProposalFacts } from '../../machines/between-calls.ts';
import type { BareJid, FullJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import type { CallIndex } from './call-index.ts';
import type { CallEnvironment } from './environment.ts';
import type { DropReason } from './trace.ts';

/** What a proposal asks for. */
export interface Proposal {
  readonly from: FullJid;
  readonly sessionId: SessionId;
  readonly media: MediaKinds;
}

export interface Routing {
  readonly environment: CallEnvironment;
  readonly index: CallIndex;
  readonly ownAccount: BareJid;
  /** The finite facts about the moment a proposal comes in. */
  proposalFacts(proposal: Proposal): ProposalFacts;
  startIncoming(proposal: Proposal): void;
  /** Says no without a call: one is under way. */
  rejectBusy(proposal: Proposal): void;
}

/** Notes that something about calls was not passed on, and why. */
export function drop({ environment }: Routing, reason: DropReason): void {
  environment.trace?.({ kind: 'dropped', atMs: environment.clock.now(), reason });
}
