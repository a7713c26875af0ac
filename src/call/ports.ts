/**
 * The remaining ports of the core: the connection, time, and names for new things. Omemo and Media have files of their
 * own.
 */
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import type { XmlElement } from '../xml/element.ts';

/** The way out to the server. The way in is `CallManager.receive`. */
export interface Wire {
  /**
   * Hands a whole stanza to the connection. Never throws and never waits: a lost connection is told through the call
   * manager.
   */
  send(stanza: XmlElement): void;
}

export interface Clock {
  /** Milliseconds since 1970, as the user's clock shows them. */
  now(): number;
  /**
   * Milliseconds since some moment that stays the same as long as the process runs: what `schedule` goes by. Nobody can
   * set it back, unlike the user's clock. Left out, `now` stands in for it, and a deadline in a snapshot that is taken
   * after the user's clock was set is wrong by as much, up to its whole length.
   */
  elapsed?(): number;
  /** Runs `run` once after `delayMs`, never from inside this call. The answer cancels it. */
  schedule(delayMs: number, run: () => void): () => void;
}

/** What `schedule` goes by, in milliseconds. */
export function elapsedOn(clock: Clock): number {
  return clock.elapsed?.() ?? clock.now();
}

export interface Ids {
  /** A session id nobody can guess: 128 bits, at least. */
  newSessionId(): SessionId;
  newStanzaId(): StanzaId;
}
