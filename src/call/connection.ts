/**
 * The connection to our server as the calls see it: one way out, which may be interrupted.
 *
 * While it is lost, what the calls send is held, in order. Resumed, it goes on as if nothing had been: the server has
 * held for us what arrived meanwhile. A fresh one is another connection, and may be under another address; whoever
 * talked to us knows the old one, so what was held is let go. How an XMPP stream is resumed is the client's affair.
 */
import { jsonList, jsonMaybe, jsonText } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_HELD_STANZAS } from '../base/limits.ts';
import type { FullJid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { serializeXml } from '../xml/serialize.ts';
import type { Wire } from './ports.ts';

/** Reads what `Connection.write` gave. */
export const readHeld: JsonReader<readonly XmlElement[] | undefined> = jsonMaybe(
  jsonList(
    jsonText((text) => {
      const parsed = parseXml(text);
      return parsed.ok ? parsed.value : undefined;
    }),
    MAX_HELD_STANZAS,
  ),
);

export class Connection implements Wire {
  readonly #send: (stanza: XmlElement) => void;
  #account: FullJid;
  /** Undefined while the connection is up. */
  #held: XmlElement[] | undefined;

  /**
   * @param held  what was held when a snapshot was taken, if the connection was lost then
   */
  constructor(account: FullJid, send: (stanza: XmlElement) => void, held?: readonly XmlElement[]) {
    this.#account = account;
    this.#send = send;
    this.#held = held === undefined ? undefined : [...held];
  }

  /** Our own resource, as the server bound it last. */
  get account(): FullJid {
    return this.#account;
  }

  /** How many stanzas wait. */
  get held(): number {
    return this.#held?.length ?? 0;
  }

  /** What waits, as text; `null` while the connection is up. */
  write(): JsonValue {
    return this.#held?.map((stanza) => serializeXml(stanza)) ?? null;
  }

  send(stanza: XmlElement): void {
    if (this.#held === undefined) return this.#send(stanza);
    // Past the bound a stanza is lost, as it would be on the way: the deadlines of the calls see to the rest.
    if (this.#held.length < MAX_HELD_STANZAS) this.#held.push(stanza);
  }

  lose(): void {
    this.#held ??= [];
  }

  /** Sends what was held. What is sent from inside that comes after it. */
  resume(): void {
    const held = this.#held ?? [];
    for (let next = held.shift(); next !== undefined; next = held.shift()) this.#send(next);
    this.#held = undefined;
  }

  /** Lets go what was held, and speaks from `account` from now on. */
  renew(account: FullJid): void {
    this.#account = account;
    this.#held = undefined;
  }
}
