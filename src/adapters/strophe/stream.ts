/**
 * The stream of a Strophe connection. It knows the shape of the connection and imports nothing of the library.
 *
 * Written against strophe.js 5.0, with or without its stream management.
 */
import { parseFullJid } from '../../jid.ts';
import type { XmlElement } from '../../xml/element.ts';
import { fromDom } from '../../xml/from-dom.ts';
import type { DomElement } from '../../xml/from-dom.ts';
import { serializeXml } from '../../xml/serialize.ts';
import type { ClientStream, StreamListener } from '../client/client-stream.ts';

/** What is used of `Strophe.Connection`. */
export interface StropheConnection {
  /** The full JID that the server bound. */
  readonly jid: string;
  readonly connected: boolean;
  addHandler(handler: (stanza: DomElement) => boolean, ns: null, name: string, type: null): unknown;
  send(stanza: never): void;
  /** Whether the stream is the one that was lost: strophe.js 5.0. */
  hasResumed?(): boolean;
}

/** `Strophe.Status`, as far as it is told here. */
const CONNECTED = 5;
const DISCONNECTED = 6;
const ATTACHED = 8;

export interface StropheStream extends ClientStream {
  /** Has to be called with each status that `connect` or `attach` tells its callback. */
  readonly statusChanged: (status: number) => void;
}

/**
 * The stream of a connection, which goes on through reconnections. One for each connection.
 *
 * @param parse  makes an element of a text: by default with the browser's DOMParser, which Node does not have
 */
export function stropheStream(
  connection: StropheConnection,
  parse: (xml: string) => unknown = parseInBrowser,
): StropheStream {
  let listener: StreamListener | undefined;
  let isUp = false;
  const handle = (stanza: DomElement): boolean => {
    const read = fromDom(stanza);
    if (read.ok) listener?.stanza(read.value);
    else listener?.unreadable(read.error);
    // Once more: the handler stays.
    return true;
  };
  const up = (): void => {
    const account = parseFullJid(connection.jid);
    if (account === undefined) return;
    const how = connection.hasResumed?.() === true ? 'resumed' : 'fresh';
    listener?.up(account, how);
  };
  return {
    send: (stanza: XmlElement) => {
      if (connection.connected) connection.send(parse(serializeXml(stanza)) as never);
    },
    statusChanged: (status) => {
      if (status === CONNECTED || status === ATTACHED) {
        isUp = true;
        // A connection forgets its handlers with each stream.
        for (const name of ['message', 'iq']) connection.addHandler(handle, null, name, null);
        up();
      } else if (status === DISCONNECTED && isUp) {
        isUp = false;
        listener?.down();
      }
    },
    listen: (listening) => {
      listener = listening;
      if (isUp) up();
      return () => {
        listener = undefined;
      };
    },
  };
}

function parseInBrowser(xml: string): unknown {
  return new DOMParser().parseFromString(xml, 'text/xml').documentElement;
}
