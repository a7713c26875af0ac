/**
 * Whom a call is with: the contact, and the one resource of it that is the peer once that is settled.
 *
 * Spec: XEP-0353 0.8.0 #proceed; XEP-0166 1.1.2 #def (sessions are between full JIDs).
 */
import type { Role } from '../../machines/step.ts';
import { invariant } from '../base/errors.ts';
import { jsonBoolean, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { bareOf } from '../jid.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import { readJid } from './json-readers.ts';

export interface PeerState {
  readonly address: Jid;
  readonly isLatched: boolean;
  readonly hasProceeded: boolean;
}

export const readPeer: JsonReader<PeerState> = jsonObject({
  address: readJid,
  isLatched: jsonBoolean,
  hasProceeded: jsonBoolean,
});

/**
 * The callee answers the one resource that proposed; the caller learns who its peer is with the first proceed. In a
 * direct call both are known from the start, and nobody waits for a proceed.
 */
export function newPeer({ role, peer, isDirect = false }: NewPeer): PeerState {
  return { address: peer, isLatched: role === 'callee' || isDirect, hasProceeded: isDirect };
}

interface NewPeer {
  readonly role: Role;
  readonly peer: Jid;
  readonly isDirect?: boolean;
}

export class CallPeer {
  readonly account: BareJid;
  #address: Jid;
  #isLatched: boolean;
  #hasProceeded: boolean;

  constructor({ address, isLatched, hasProceeded }: PeerState) {
    this.account = bareOf(address);
    this.#address = address;
    this.#isLatched = isLatched;
    this.#hasProceeded = hasProceeded;
  }

  write(): JsonValue {
    return { address: this.#address, isLatched: this.#isLatched, hasProceeded: this.#hasProceeded };
  }

  /** The contact until a resource is latched, then that resource. */
  get address(): Jid {
    return this.#address;
  }

  get isLatched(): boolean {
    return this.#isLatched;
  }

  /**
   * Whether the proceed was sent or received, if the call has one. Before it no answer to a request tells that a
   * proposal rings.
   */
  get hasProceeded(): boolean {
    return this.#hasProceeded;
  }

  /** Our own proceed leaves. */
  proceed(): void {
    this.#hasProceeded = true;
  }

  /** The first proceed has come, from this resource. */
  latch(resource: FullJid | undefined): void {
    invariant(resource !== undefined && !this.#isLatched, 'a call is latched once, to the resource that proceeded');
    this.#address = resource;
    this.#isLatched = true;
    this.#hasProceeded = true;
  }
}
