/**
 * The stream of an xmpp.js client. It knows the shape of the client and imports nothing of the library.
 *
 * Written against @xmpp/client 0.14.
 */
import { parseFullJid } from '../../jid.ts';
import { fromLtx } from '../../xml/from-ltx.ts';
import type { LtxElement } from '../../xml/from-ltx.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { XML_LIMITS } from '../../base/limits.ts';
import type { XmlElement } from '../../xml/element.ts';
import type { ClientStream, StreamListener } from '../client/client-stream.ts';
import { writtenWith } from '../client/written-element.ts';
import type { CreateElement } from '../client/written-element.ts';

type Middleware = (context: { readonly stanza: LtxElement }, next: () => unknown) => unknown;
type Listener = (argument: never) => void;

/** What is used of `client()` of @xmpp/client. */
export interface XmppJsClient {
  readonly status: string;
  readonly jid: { toString(): string } | null;
  readonly middleware: { use(middleware: Middleware): unknown };
  readonly streamManagement: { on(event: 'resumed', listener: Listener): unknown };
  on(event: 'disconnect' | 'online', listener: Listener): unknown;
  send(stanza: object): Promise<unknown>;
}

/**
 * The stream of a client, whether it has been started or not. One for each client.
 *
 * @param xml  the `xml` that @xmpp/client exports
 */
export function xmppJsStream(client: XmppJsClient, xml: CreateElement): ClientStream {
  let listener: StreamListener | undefined;
  const up = (how: 'fresh' | 'resumed'): void => {
    const account = parseFullJid(String(client.jid));
    if (account !== undefined) listener?.up(account, how);
  };
  // None of these can be taken back, so they are set up once.
  client.on('online', () => up('fresh'));
  client.on('disconnect', () => listener?.down());
  client.streamManagement.on('resumed', () => up('resumed'));
  client.middleware.use(({ stanza }, next) => (isTaken(stanza, listener) ? silence() : next()));
  return {
    send: (stanza: XmlElement) => {
      // A stream that is lost tells so itself.
      client.send(writtenWith(stanza, xml)).catch(() => {});
    },
    listen: (listening) => {
      listener = listening;
      if (client.status === 'online') up('fresh');
      return () => {
        listener = undefined;
      };
    },
  };
}

function isTaken(stanza: LtxElement, listener: StreamListener | undefined): boolean {
  if (listener === undefined || (stanza.name !== 'message' && stanza.name !== 'iq')) return false;
  const read = fromLtx(stanza, XML_LIMITS, NS_CLIENT);
  if (read.ok) return listener.stanza(read.value);
  listener.unreadable(read.error);
  return false;
}

/** The library answers a request with what a middleware comes to, and with an error if that is nothing. */
function silence(): Promise<never> {
  return new Promise(() => {});
}
