/**
 * Where candidates go: ours to the peer once it knows their content, the peer's to the engine once it has their
 * session; until then both wait.
 *
 * Spec: XEP-0176 1.1.1 #protocol-candidates #protocol-restarts.
 */
import type { JsonValue } from '../base/json.ts';
import type { ReceivedJingle } from '../stanzas/jingle.ts';
import type { CallMedia } from './call-media.ts';
import type { CallWire } from './call-wire.ts';
import { CallCandidates } from './candidates.ts';
import type { CandidatesState } from './candidates.ts';
import type { ChangePlane } from './change-plane.ts';
import type { CallEnvironment, EffectOf } from './environment.ts';
import type { Arrival } from './occurrence.ts';

export type CandidateEffect = EffectOf<
  'applyRemoteCandidates' | 'holdLocalCandidate' | 'holdRemoteCandidates' | 'sendLocalCandidates'
>;

export interface CandidateParts {
  readonly engine: CallMedia;
  readonly wire: CallWire;
  /** Undefined before both sides have agreed on descriptions. */
  readonly changes: () => ChangePlane | undefined;
}

export class CandidateExchange {
  readonly #parts: CandidateParts;
  readonly #held: CallCandidates;

  constructor({ candidateRoom }: CallEnvironment, parts: CandidateParts, state?: CandidatesState) {
    this.#parts = parts;
    this.#held = new CallCandidates(state, candidateRoom);
  }

  write(): JsonValue {
    return this.#held.write();
  }

  get size(): number {
    return this.#held.size;
  }

  /** Does what the call's machine ordered. */
  carryOut(effect: CandidateEffect, { localCandidate, transportInfo }: Arrival): void {
    if (localCandidate !== undefined) this.#held.holdLocal(localCandidate);
    if (transportInfo !== undefined) this.#held.holdRemote(transportInfo);
    if (effect.kind === 'sendLocalCandidates') this.#send();
    if (effect.kind === 'applyRemoteCandidates') this.#apply();
  }

  /** Candidates of an ICE session that the engine may be about to change to. */
  take(transportInfo: ReceivedJingle): void {
    this.#held.holdRemote(transportInfo);
    this.#apply();
  }

  /** Both ways, as far as they can go by now. */
  move(): void {
    this.#send();
    this.#apply();
  }

  /** Drops what is held for contents that the call does not have, and that nobody is adding any more. */
  forgetStrays(): void {
    const { local, remote } = this.#parts.engine;
    const { awaited = [] } = this.#parts.changes() ?? {};
    const names = (description: typeof local) => (description?.contents ?? []).map(({ name }) => name);
    this.#held.keepOnly(names(local), [...names(remote), ...awaited]);
  }

  /** ICE begins anew: as many candidates of the peer may come as at first. */
  restart(): void {
    this.#held.restart();
  }

  clear(): void {
    this.#held.clear();
  }

  #send(): void {
    const changes = this.#parts.changes();
    if (changes?.holdsCandidates === true) return;
    const known = changes?.announced ?? this.#parts.engine.local;
    const released = known === undefined ? [] : this.#held.releaseLocal(known);
    if (known !== undefined && released.length > 0) {
      // An answer to an ICE restart is known by the credentials of all contents: it is not to come in pieces.
      const isWhole = changes?.owesRestartAnswer() === true;
      this.#parts.wire.transportInfo(known, released, isWhole ? 'oneRequest' : 'oneForEachContent');
      changes?.candidatesLeft();
    }
    // An engine may still be gathering for a content that was removed meanwhile.
    if (changes?.mayGrow === false) this.forgetStrays();
  }

  #apply(): void {
    const changes = this.#parts.changes();
    if (changes?.holdsCandidates === true) return;
    const { remote } = this.#parts.engine;
    if (remote !== undefined) this.#parts.engine.addCandidates(this.#held.releaseRemote(remote, changes?.awaited));
  }
}
