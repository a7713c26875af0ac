/** The client libraries that there are adapters for, each with one way to connect, to lose its stream, and to leave. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DOMParser } from '@xmldom/xmldom';
// @ts-expect-error: the library has no types
import * as xmppJsLibrary from '@xmpp/client';
import { createClient as createStanzaJs } from 'stanza';
import { Strophe } from 'strophe.js';
import { WebSocket } from 'ws';
import type { ClientStream } from '../../src/adapters/client/client-stream.ts';
import type { CreateElement } from '../../src/adapters/client/written-element.ts';
import { stanzaJsStream } from '../../src/adapters/stanza-js/stream.ts';
import type { StanzaJsClient } from '../../src/adapters/stanza-js/stream.ts';
import { stropheStream } from '../../src/adapters/strophe/stream.ts';
import { xmppJsStream } from '../../src/adapters/xmpp-js/stream.ts';
import type { XmppJsClient } from '../../src/adapters/xmpp-js/stream.ts';
import { DOMAIN, PASSWORD } from './server.ts';
import type { XmppServer } from './server.ts';

interface Socket {
  destroy(): void;
}

interface XmppJsLibrary {
  readonly xml: CreateElement;
  client(options: Readonly<Record<string, string>>): XmppJsClient & {
    readonly reconnect: { delay: number; stop(): void };
    /** One inside the other, once TLS is up. */
    readonly socket: Socket & { readonly socket?: Socket };
    on(event: string, listener: (argument: never) => void): unknown;
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
  };
}

const { client: createXmppJs, xml } = xmppJsLibrary as XmppJsLibrary;

export interface LibraryClient {
  readonly stream: ClientStream;
  /** Logs in. `stream` is told when it is up. */
  readonly start: () => void;
  /** Breaks the connection without a word to the server; the library connects again after a short while. */
  readonly breakOff: () => void;
  /** Leaves, and does not come back. */
  readonly stop: () => Promise<void>;
}

export interface Library {
  readonly name: string;
  readonly create: (server: XmppServer, account: string, resource: string) => LibraryClient;
}

/** Between the loss of a stream and the next one, in milliseconds. */
const SHORTLY_MS = 200;

export const xmppJs: Library = {
  name: 'xmpp.js',
  create: (server, username, resource) => {
    const credentials = { username, password: PASSWORD, resource };
    const client = createXmppJs({ service: server.xmpp, domain: DOMAIN, ...credentials });
    client.reconnect.delay = SHORTLY_MS;
    // What goes wrong with a connection is no fault of a test that breaks it off.
    client.on('error', () => {});
    return {
      stream: xmppJsStream(client, xml),
      start: () => void client.start().catch(() => {}),
      breakOff: () => (client.socket.socket ?? client.socket).destroy(),
      stop: async () => {
        client.reconnect.stop();
        await client.stop();
      },
    };
  },
};

/**
 * Strophe takes its listeners back before it closes a socket, also one that is not open yet. In a browser that is the
 * end of it; `ws` then has an error that nobody listens for, which ends a process.
 */
class PatientWebSocket extends WebSocket {
  constructor(...given: ConstructorParameters<typeof WebSocket>) {
    super(...given);
    this.on('error', () => {});
  }
}

/** Logs in in a twentieth of the time that xmpp.js takes, which hashes the password in JavaScript. */
export const strophe: Library = {
  name: 'Strophe',
  create: (server, username, resource) => {
    Object.assign(globalThis, { WebSocket: PatientWebSocket });
    const connection = new Strophe.Connection(server.websocket, { enableStreamManagement: true });
    const stream = stropheStream(
      connection,
      (text) => new DOMParser().parseFromString(text, 'text/xml').documentElement,
    );
    let isWanted = true;
    let isDue = false;
    const connect = (): void => {
      isDue = false;
      if (!isWanted) return;
      connection.connect(`${username}@${DOMAIN}/${resource}`, PASSWORD, (status: number) => {
        stream.statusChanged(status);
        // It is told more than once of one loss: attempts that cross are taken for one stream by the library.
        if (status !== Strophe.Status.DISCONNECTED || isDue) return;
        isDue = true;
        void sleep(SHORTLY_MS).then(connect);
      });
    };
    return {
      stream,
      start: connect,
      breakOff: () => (connection as unknown as { _proto: { socket: WebSocket } })._proto.socket.terminate(),
      stop: async () => {
        isWanted = false;
        connection.disconnect('');
        await sleep(50);
      },
    };
  },
};

const stanzaJs: Library = {
  name: 'StanzaJS',
  create: (server, username, resource) => {
    const client = createStanzaJs({
      ...{ jid: `${username}@${DOMAIN}/${resource}`, password: PASSWORD, server: DOMAIN, resource },
      ...{ transports: { websocket: server.websocket, bosh: false }, autoReconnect: true, maxReconnectBackoff: 0.2 },
    });
    return {
      stream: stanzaJsStream(client as unknown as StanzaJsClient),
      start: () => client.connect(),
      breakOff: () => (client as unknown as { transport: { socket: WebSocket } }).transport.socket.terminate(),
      stop: async () => {
        client.updateConfig({ autoReconnect: false });
        client.disconnect();
        await sleep(50);
      },
    };
  },
};

export const LIBRARIES: readonly Library[] = [xmppJs, strophe, stanzaJs];
