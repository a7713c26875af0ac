/** What a staged call came to, in one word and its cause: the last JSON line, and what the exit code follows from. */
import type { UnauthenticatedCause } from '../../../machines/verdict.ts';
import type { PartyRecord } from '../../stage/party.ts';
import type { RefusalCause } from '../../stage/refusal.ts';
import type { PartyName } from '../../stage/stage-events.ts';

export type Outcome =
  /** Both sides talked, each authenticated the other's device, and both saw the authenticated certificate in use. */
  | { readonly result: 'authenticated' }
  /** They talked, and at least one side was told that nobody knows who listens. */
  | { readonly result: 'unauthenticated'; readonly because: UnauthenticatedCause }
  /** A core ended the call before anything was said. */
  | { readonly result: 'refused'; readonly because: RefusalCause; readonly by: PartyName }
  /** No call, for reasons that have nothing to do with protection. */
  | { readonly result: 'failed'; readonly because: string };

export type Records = Readonly<Record<PartyName, PartyRecord>>;

const PROTECTION_HAS_NO_PART: readonly RefusalCause[] = ['connectivity', 'media'];

/** The outcome of one call, from what became of it at both ends. */
export function outcomeOf({ romeo, juliet }: Records): Outcome {
  const refusal = refusedBy('romeo', romeo) ?? refusedBy('juliet', juliet);
  if (refusal !== undefined) return refusal;
  if (!romeo.connected || !juliet.connected) return { result: 'failed', because: 'not connected' };
  for (const { verdict } of [romeo, juliet]) {
    if (verdict?.state === 'unauthenticated') return { result: 'unauthenticated', because: verdict.because };
  }
  const isAuthenticated = [romeo, juliet].every(
    ({ verdict, certificate }) => verdict?.state === 'authenticated' && certificate === 'match',
  );
  return isAuthenticated ? { result: 'authenticated' } : { result: 'failed', because: 'no verdict' };
}

function refusedBy(by: PartyName, { refusal: because }: PartyRecord): Outcome | undefined {
  if (because === undefined) return undefined;
  const isProtection = !PROTECTION_HAS_NO_PART.includes(because);
  return isProtection ? { result: 'refused', because, by } : { result: 'failed', because: `${because} (${by})` };
}
