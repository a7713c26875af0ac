/**
 * The stream between one core and the server: it can break, and be resumed or replaced. What the server has for the
 * client waits while it is broken, and is lost with it where another one takes its place.
 */
import { AssertionError } from 'node:assert';
import type { Wire } from '../../src/call/ports.ts';
import type { Party } from './world.ts';

export type StreamFact = 'lost' | 'replaced' | 'resumed';

export class Stream {
  /** Undefined while the stream is up. */
  #waiting: string[] | undefined;
  #wasReplaced = false;

  /** Whether anything was lost with a stream. */
  get wasReplaced(): boolean {
    return this.#wasReplaced;
  }

  /** Nothing leaves over a broken stream: the core has to hold it, and one that does not is at fault. */
  readonly wayOut = (wire: Wire): Wire => ({
    send: (stanza) => {
      if (this.#waiting !== undefined)
        throw new AssertionError({ message: 'a stanza was sent over a stream that is lost' });
      wire.send(stanza);
    },
  });

  readonly wayIn =
    (deliver: (xml: string) => void): ((xml: string) => void) =>
    (xml) => {
      if (this.#waiting === undefined) deliver(xml);
      else this.#waiting.push(xml);
    };

  /** Hands the party something that comes over this stream. */
  bring(xml: string, party: Party): void {
    this.wayIn(party.receive)(xml);
  }

  /** Does nothing where a stream that is up is resumed. */
  become(fact: StreamFact, party: Party): void {
    const waiting = this.#waiting ?? [];
    switch (fact) {
      case 'lost':
        this.#waiting = waiting;
        return party.manager.connectionLost();
      case 'resumed':
        if (this.#waiting === undefined) return;
        this.#waiting = undefined;
        party.manager.connectionResumed();
        return waiting.forEach((xml) => party.receive(xml));
      case 'replaced':
        this.#waiting = undefined;
        this.#wasReplaced = true;
        return party.manager.connectionReplaced(party.account);
    }
  }
}
