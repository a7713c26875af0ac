/** How fast a staged call goes. Real things, such as ICE and DTLS, take what they take. */

export interface Pace {
  /** From the server to a client. */
  readonly latencyMs: number;
  /** How long juliet lets it ring. */
  readonly ringMs: number;
  /** How long they talk, once media runs. */
  readonly talkMs: number;
}

export const PACES = {
  /** So that a person can follow. */
  live: { latencyMs: 60, ringMs: 700, talkMs: 1_000 },
  fast: { latencyMs: 1, ringMs: 0, talkMs: 250 },
} as const satisfies Record<string, Pace>;
