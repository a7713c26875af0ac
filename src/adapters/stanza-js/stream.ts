/**
 * The stream of a StanzaJS client, with the library's own Jingle kept out of the way. It knows the shape of the client
 * and imports nothing of the library.
 *
 * The library turns stanzas into JSON and drops what its schemas do not know, so that both ways go by the text: it
 * tells each text that comes, and is taught a field that holds the text of what leaves. In this way stream management
 * counts and repeats ours as its own.
 *
 * Written against stanza 12.22.
 */
import { parseFullJid } from '../../jid.ts';
import { childElements } from '../../xml/read.ts';
import type { XmlElement } from '../../xml/element.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { parseXml } from '../../xml/parse.ts';
import { serializeXml } from '../../xml/serialize.ts';
import type { ClientStream, StreamListener } from '../client/client-stream.ts';
import { writtenWith } from '../client/written-element.ts';

/** An element as the library writes it. */
interface JxtElement {
  readonly attributes: Record<string, unknown>;
  readonly children: unknown[];
  readonly constructor: unknown;
}

interface Definition {
  readonly element: string;
  readonly namespace: string;
  readonly fields: Readonly<Record<string, { importer(): undefined; exporter(xml: JxtElement, text: string): void }>>;
}

/** What is used of `createClient()` of stanza. */
export interface StanzaJsClient {
  readonly jid: string;
  readonly sessionStarted?: boolean;
  readonly stanzas: { define(definitions: readonly Definition[]): void };
  readonly disco: { addFeature(feature: string): void; getCaps(): unknown };
  on(event: string, listener: (argument: never) => void): unknown;
  off(event: string, listener: (argument: never) => void): unknown;
  removeAllListeners(event: string): unknown;
  updateCaps(): unknown;
  send(kind: string, stanza: object): Promise<unknown>;
  sendPresence(presence: object): unknown;
}

const FIELD = 'omemoCallsText';
const KINDS = ['iq', 'message', 'presence'] as const;

/**
 * The stream of a client, which goes on through reconnections. One for each client.
 *
 * Its `client.jingle` gets no more session requests from this moment on.
 */
export function stanzaJsStream(client: StanzaJsClient): ClientStream {
  client.stanzas.define(KINDS.map((kind) => definitionOf(kind)));
  client.removeAllListeners('iq:set:jingle');
  // A request that nobody listens for is answered with an error by the library.
  client.on('iq:set:jingle', () => {});
  return {
    send: (stanza) => {
      const kind = KINDS.find((name) => name === stanza.name);
      // A stream that is lost tells so itself.
      if (kind !== undefined) client.send(kind, { [FIELD]: serializeXml(stanza) }).catch(() => {});
    },
    disco: {
      add: (features) => features.forEach((feature) => client.disco.addFeature(feature)),
      sendPresence: () => {
        client.updateCaps();
        client.sendPresence({ legacyCapabilities: client.disco.getCaps() });
      },
    },
    listen: (listener) => {
      const up = (how: 'fresh' | 'resumed') => (): void => {
        const account = parseFullJid(client.jid);
        if (account !== undefined) listener.up(account, how);
      };
      const listeners: Readonly<Record<string, (argument: never) => void>> = {
        'raw:incoming': (text: string) => read(text, listener),
        'session:started': up('fresh'),
        'stream:management:resumed': up('resumed'),
        disconnected: () => listener.down(),
      };
      for (const [event, listening] of Object.entries(listeners)) client.on(event, listening);
      if (client.sessionStarted === true) up('fresh')();
      return () => {
        for (const [event, listening] of Object.entries(listeners)) client.off(event, listening);
      };
    },
  };
}

/** Over a WebSocket a text is one element; over BOSH it is a body of several. */
const STANZA = /^\s*<(?:iq|message)[\s/>]/;
const BODY = /^\s*<body[\s>]/;

function read(text: string, listener: StreamListener): void {
  const isBody = BODY.test(text);
  if (!isBody && !STANZA.test(text)) return;
  const parsed = parseXml(text, { defaultNamespace: NS_CLIENT });
  if (!parsed.ok) return listener.unreadable(parsed.error);
  for (const stanza of isBody ? childElements(parsed.value) : [parsed.value]) {
    if (stanza.name === 'iq' || stanza.name === 'message') listener.stanza(stanza);
  }
}

/** Teaches the library to write a stanza of ours as it is. */
function definitionOf(kind: string): Definition {
  return { element: kind, namespace: NS_CLIENT, fields: { [FIELD]: { importer: () => undefined, exporter } } };
}

function exporter(xml: JxtElement, text: string): void {
  const parsed = parseXml(text, { defaultNamespace: NS_CLIENT });
  if (parsed.ok) fill(xml, parsed.value);
}

type CreateJxt = new (name: string, attributes: Record<string, string>, children: readonly unknown[]) => object;

function fill(xml: JxtElement, stanza: XmlElement): void {
  const Jxt = xml.constructor as CreateJxt;
  const written = writtenWith(stanza, (name, own, ...nodes) => new Jxt(name, own, nodes), NS_CLIENT) as JxtElement;
  Object.assign(xml.attributes, written.attributes);
  xml.children.push(...written.children);
}
