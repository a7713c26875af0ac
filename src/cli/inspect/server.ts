/**
 * The inspector's server: its page, and what it is told, over a WebSocket. For this machine only, and there only for
 * whoever has the token: any page that a browser shows can try to reach an address of the machine it runs on.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { parseJson } from '../../base/json.ts';
import type { InspectMessage } from '../../inspect/message.ts';
import { readMessage } from '../../inspect/read-message.ts';
import type { PageFile } from './page-files.ts';

const LOOPBACK = '127.0.0.1';
/** Of what was told, for a page that is opened later. */
const MOST_KEPT_CHARACTERS = 64 * 1_024 * 1_024;
/** Of one message from an application: the largest is the definition of a machine. */
const MOST_MESSAGE_BYTES = 1_024 * 1_024;
/** A page that does not read what it is sent is let go. */
const MOST_WAITING_BYTES = 16 * 1_024 * 1_024;

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  // So that a page that is isolated itself can hold this one in a frame. There is nothing in these files but the page.
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

export interface InspectorServer {
  /** For a browser: with it the page is told what there is. */
  readonly address: string;
  /** For `createWebSocketInspector({ url })` of @statelyai/inspect, in any program of this machine. */
  readonly applicationAddress: string;
  send(message: InspectMessage): void;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly page: ReadonlyMap<string, PageFile>;
  /** 0: any that is free. */
  readonly port: number;
  /** What the page says it shows. */
  readonly title: string;
}

/** Listens on this machine. Rejects where the port is taken. */
export async function startServer({ page, port, title }: ServerOptions): Promise<InspectorServer> {
  const token = randomBytes(24).toString('base64url');
  const told = new Told(title);
  const server = createServer((request, response) => answer(request, response, page));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = pathOf(request);
    if (!isFromHere(request) || (path !== '/watch' && path !== '/inspect')) {
      // Whoever is gone before it is told so has an error of nobody's concern.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => webSocket.terminate());
      // Said in words that the page can read: a refused upgrade looks to it like no server.
      if (!hasToken(request, token)) webSocket.close(1008, 'unknown token');
      else if (path === '/watch') told.watch(webSocket);
      else listen(webSocket, told);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const host = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  return {
    address: `http://${host}/#token=${token}`,
    applicationAddress: `ws://${host}/inspect?token=${token}`,
    send: (message) => told.add(message),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Everything that was told, and who is shown it. */
class Told {
  readonly #watching = new Set<WebSocket>();
  readonly #lines: string[];
  #characters = 0;

  constructor(title: string) {
    this.#lines = [JSON.stringify({ title })];
  }

  add(message: InspectMessage): void {
    const line = JSON.stringify(message);
    this.#characters += line.length;
    // Whoever looks from the beginning is shown it whole; what comes later can then be seen only as it comes.
    if (this.#characters <= MOST_KEPT_CHARACTERS) this.#lines.push(line);
    for (const socket of this.#watching) {
      if (socket.bufferedAmount > MOST_WAITING_BYTES) socket.terminate();
      else socket.send(line);
    }
  }

  watch(socket: WebSocket): void {
    for (const line of this.#lines) socket.send(line);
    this.#watching.add(socket);
    socket.on('close', () => this.#watching.delete(socket));
  }
}

/** An application of this machine tells what its machines do. What is no message is let pass. */
function listen(socket: WebSocket, told: Told): void {
  socket.on('message', (data, isBinary) => {
    if (isBinary) return;
    const read = readMessage(parseJson((data as Buffer).toString('utf8')));
    if (read.ok && read.value !== undefined) told.add(read.value);
  });
}

function answer(request: IncomingMessage, response: ServerResponse, page: ReadonlyMap<string, PageFile>): void {
  const file = page.get(pathOf(request));
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isFromHere(request)) response.writeHead(403).end();
  else if (!isRead || file === undefined) response.writeHead(404).end();
  else {
    response.writeHead(200, { ...HEADERS, 'content-type': file.type, 'content-length': file.content.byteLength });
    response.end(request.method === 'HEAD' ? undefined : file.content);
  }
}

/** As it was sent. Not by way of `URL`, which throws at `//`: a page can have a browser ask for that. */
function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?')[0] ?? '/';
}

const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/**
 * Whether a request names this machine as its host, which one that a foreign name was pointed here for does not; and
 * comes, if from a page, from one of this machine.
 */
function isFromHere({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  if (!LOCAL_HOST.test(host)) return false;
  if (origin === undefined) return true;
  const [, scheme = '', from = ''] = /^(https?):\/\/(.*)$/.exec(origin) ?? [];
  return scheme !== '' && LOCAL_HOST.test(from);
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const query = (request.url ?? '').split('?')[1];
  const said = Buffer.from(new URLSearchParams(query).get('token') ?? '');
  const known = Buffer.from(token);
  return said.length === known.length && timingSafeEqual(said, known);
}
