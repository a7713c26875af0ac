/**
 * What an adapter makes of a client library: stanzas as elements, both ways, and what becomes of the stream.
 *
 * One of these for each library; everything else is the same for all of them (connect-calls.ts).
 */
import type { FullJid } from '../../jid.ts';
import type { XmlElement } from '../../xml/element.ts';
import type { XmlFault } from '../../xml/fault.ts';

export interface ClientStream {
  /** Hands a stanza to the library, whole and as it is. Never throws; over a stream that is down it may be lost. */
  send(stanza: XmlElement): void;
  /** Begins to listen; a stream that is up already is told at once. The answer stops it. Once at a time. */
  listen(listener: StreamListener): () => void;
  /** Where the library itself says what the client can do. Others leave it to us. */
  readonly disco?: LibraryDisco;
}

/** XEP-0030 and XEP-0115 as a library does them. */
export interface LibraryDisco {
  /** Has it say these, too. */
  add(features: readonly string[]): void;
  /** Sends available presence with the hash of it all. */
  sendPresence(): void;
}

export interface StreamListener {
  /**
   * Every message and IQ, in the order they came.
   *
   * @returns whether it has been dealt with, so that nobody else is to answer it
   */
  readonly stanza: (stanza: XmlElement) => boolean;
  /** Something came that no stanza can be made of; it is lost. */
  readonly unreadable: (fault: XmlFault) => void;
  /**
   * The stream is up. `resumed`: by stream management, so that the server has kept its side of the one that was lost;
   * `fresh`: whatever was under way with the one before is lost.
   */
  readonly up: (account: FullJid, how: 'fresh' | 'resumed') => void;
  /** The stream is lost; it may be up again later. */
  readonly down: () => void;
}
