/** Who decides between the calls of an account, put together: proposals, direct calls, calls of the past. */
import { AccountCalls } from './account-calls.ts';
import type { CallIndex } from './call-index.ts';
import { DirectCalls } from './direct-calls.ts';
import type { CallEnvironment } from './environment.ts';
import { PastCalls } from './past-calls.ts';
import type { PastCallsState } from './past-calls-state.ts';
import { Proposals } from './proposals.ts';
import type { Routing } from './routing.ts';
import type { CallSettings } from './settings.ts';

/** @param past  of the snapshot that is restored, if one is */
export function createDeciders(
  environment: CallEnvironment,
  index: CallIndex,
  settings: CallSettings,
  past: PastCallsState | undefined,
): Pick<Routing, 'directCalls' | 'pastCalls' | 'proposals'> {
  const calls = new AccountCalls(environment, index, settings);
  const proposals = new Proposals(environment, index, settings, calls);
  const directCalls = new DirectCalls(environment, index, settings, calls);
  return { proposals, directCalls, pastCalls: new PastCalls(environment, index, settings, proposals, past) };
}
