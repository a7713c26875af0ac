/**
 * What a connection tells by itself, as facts for the core: candidates of contents that there are, that media is
 * connected and with which certificate, that it failed.
 */
import { readCandidate } from './candidate.ts';
import type { FactQueue } from './fact-queue.ts';
import type { MediaLines } from './media-lines.ts';
import { contentOfMid } from './media-lines.ts';
import type { PeerConnection } from './peer-connection.ts';
import type { DescribedContent, MediaFact, SessionDescription } from './port.ts';
import { usedFingerprint } from './used-certificate.ts';

/** Where a session is: both descriptions, and where their contents are in SDP. */
export interface Standing {
  readonly local: SessionDescription | undefined;
  readonly remote: SessionDescription | undefined;
  readonly lines: MediaLines;
}

export class ConnectionFacts {
  readonly #facts: FactQueue;
  readonly #now: () => Standing;
  readonly #reported = new Set<MediaFact['kind']>();
  /** The certificate that was reported. */
  #used: string | undefined;

  constructor(facts: FactQueue, now: () => Standing) {
    this.#facts = facts;
    this.#now = now;
  }

  listen(connection: PeerConnection): void {
    connection.addEventListener('icecandidate', (event) => this.#onCandidate(event));
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') this.#reportOnce({ kind: 'gatheringComplete' });
    });
    connection.addEventListener('connectionstatechange', () => {
      const state = connection.connectionState;
      if (state === 'connected') void this.#confirm(connection);
      // Nobody here closed it: the engine gave up.
      if (state === 'failed' || state === 'closed') this.#reportOnce({ kind: 'failed' });
    });
  }

  /** The event without candidate, at the end, is the gathering state's to tell. */
  #onCandidate(event: object): void {
    const { candidate: given } = event as { readonly candidate?: GivenCandidate | null };
    const content = this.#contentOf(given);
    const candidate = readCandidate(String(given?.candidate));
    if (content === undefined || !candidate.ok) return;
    this.#facts.add({ kind: 'candidate', contentName: content.name, candidate: candidate.value });
  }

  /**
   * Engines name the section that a bundle began with, also when its content is over: then it is the content that goes
   * on under the same credentials. A candidate under credentials that were rolled back meanwhile is nobody's.
   */
  #contentOf(given: GivenCandidate | null | undefined): DescribedContent | undefined {
    const { local, lines } = this.#now();
    const contents = local?.contents ?? [];
    const ufrag = given?.usernameFragment;
    const isOurs = ({ transport }: DescribedContent) => transport.credentials.ufrag === ufrag;
    const name = contentOfMid(lines, given?.sdpMid);
    if (name === undefined)
      return lines.lines.some(({ mid }) => mid === given?.sdpMid) ? contents.find(isOurs) : undefined;
    const named = contents.find((content) => content.name === name);
    return named !== undefined && (typeof ufrag !== 'string' || ufrag === '' || isOurs(named)) ? named : undefined;
  }

  /** Asked again whenever media is connected anew: a transport that came with an addition is held to it, too. */
  async #confirm(connection: PeerConnection): Promise<void> {
    const hash = this.#now().remote?.contents[0]?.transport.fingerprint.hash;
    if (hash === undefined) return;
    const value = await usedFingerprint(connection, hash).catch(() => undefined);
    // A transport that is under way has no certificate yet; it is asked once it has.
    if (connection.connectionState !== 'connected') return;
    if (value === undefined || (this.#used !== undefined && this.#used !== value)) {
      return this.#reportOnce({ kind: 'failed' });
    }
    this.#used = value;
    this.#reportOnce({ kind: 'connected', usedFingerprint: { hash, value } });
  }

  /** Nothing follows `failed`, and nothing but candidates is said twice. */
  #reportOnce(fact: MediaFact): void {
    if (this.#reported.has('failed') || this.#reported.has(fact.kind)) return;
    this.#reported.add(fact.kind);
    this.#facts.add(fact);
  }
}

interface GivenCandidate {
  readonly candidate?: unknown;
  readonly sdpMid?: unknown;
  readonly usernameFragment?: unknown;
}
