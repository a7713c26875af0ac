/** The system's clock and random names: what a call manager uses unless it is given others. */
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { Clock, Ids } from './ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => Math.round(performance.now()),
  schedule: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** 128 random bits each: a session id is also what keeps a stranger from naming a call. */
export const systemIds: Ids = {
  newSessionId: () => randomHex() as SessionId,
  newStanzaId: () => randomHex() as StanzaId,
};

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
