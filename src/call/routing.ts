/** What routing needs of the account: its calls, and what becomes of a proposal. */
import type { BareJid } from '../jid.ts';
import type { CallIndex } from './call-index.ts';
import type { DirectCalls } from './direct-calls.ts';
import type { CallEnvironment } from './environment.ts';
import type { PastCalls } from './past-calls.ts';
import type { Proposals } from './proposals.ts';
import type { DropReason } from './trace.ts';

export interface Routing {
  readonly environment: CallEnvironment;
  readonly index: CallIndex;
  readonly ownAccount: BareJid;
  readonly directCalls: DirectCalls;
  readonly pastCalls: PastCalls;
  readonly proposals: Proposals;
}

/** Notes that something about calls was not passed on, and why. */
export function drop({ environment }: Routing, reason: DropReason): void {
  environment.trace?.({ kind: 'dropped', atMs: environment.clock.now(), reason });
}
