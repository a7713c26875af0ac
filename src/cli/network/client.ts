/**
 * One stream to a server, on @xmpp/client: made, connected under a deadline, asked, and left.
 *
 * The package is optional and has no types; what is used of it is written down here.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ClientStream } from '../../adapters/client/client-stream.ts';
import type { CreateElement } from '../../adapters/client/written-element.ts';
import { xmppJsStream } from '../../adapters/xmpp-js/stream.ts';
import type { XmppJsClient } from '../../adapters/xmpp-js/stream.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import { domainOf } from '../../jid.ts';
import type { BareJid } from '../../jid.ts';
import { element } from '../../xml/element.ts';
import type { XmlElement } from '../../xml/element.ts';
import { fromLtx } from '../../xml/from-ltx.ts';
import type { LtxElement } from '../../xml/from-ltx.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { writtenWith } from '../../adapters/client/written-element.ts';
import { XML_LIMITS } from '../../base/limits.ts';
import { ConnectionTimeout, describeConnectionFault, UnencryptedStream } from './connection-fault.ts';
import type { CliFault } from './fault.ts';

export interface Credentials {
  readonly account: BareJid;
  readonly password: string;
  /** `xmpp://`, `xmpps://`, `wss://`; what DNS says where undefined. */
  readonly server: string | undefined;
}

export interface ServerConnection {
  readonly stream: ClientStream;
  /** Connects and logs in; whoever listens to the stream hears of it first. */
  connect(signal: AbortSignal): Promise<Result<void, CliFault>>;
  /** Asks an account of ours or others; the payload of the answer, or the condition of the error. */
  ask(to: BareJid, payload: XmlElement): Promise<Result<XmlElement | undefined, string>>;
  /** Leaves, and does not come back. */
  leave(): Promise<void>;
}

/** Of TCP and TLS, or of a WebSocket. */
interface Socket {
  destroy?(): void;
  terminate?(): void;
}

interface Entity {
  isSecure(): boolean;
}

type Authenticate = (credentials: object, mechanism: string | undefined, userAgent: object) => Promise<void>;

interface Client extends XmppJsClient {
  readonly reconnect: { delay: number; stop(): void };
  readonly iqCaller: { request(stanza: object, timeoutMs: number): Promise<LtxElement> };
  /** One inside the other, once TLS is up. */
  readonly socket: (Socket & { readonly socket?: Socket | null }) | null;
  on(event: string, listener: (argument: never) => void): unknown;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}

interface Library {
  readonly xml: CreateElement;
  client(options: Readonly<Record<string, unknown>>): Client;
}

/** Until the stream is up. Servers that are far away take seconds. */
const CONNECT_MS = 30_000;
/** For each word of the server on the way. */
const STEP_MS = 10_000;
const REQUEST_MS = 15_000;
const LEAVE_MS = 2_000;

/** Loads the library, and makes a client that is not connected yet. Rejects where a package is not installed. */
export async function createServerConnection(credentials: Credentials): Promise<ServerConnection> {
  const { account, server } = credentials;
  // @ts-expect-error: the library has no types
  const library = (await import('@xmpp/client')) as Library;
  if (server !== undefined && /^wss?:/.test(server)) await provideWebSocket();
  const domain = domainOf(account);
  const client = library.client({
    ...{ service: server ?? domain, domain, timeout: STEP_MS },
    resource: `omemo-calls-${randomBytes(4).toString('hex')}`,
    credentials: authenticateWith(credentials, library.xml),
  });
  return new XmppJsConnection(client, library.xml, credentials);
}

/** A function in place of name and password: it is asked when the stream is as safe as it gets, and may refuse. */
function authenticateWith({ account, password }: Credentials, xml: CreateElement) {
  const [username] = account.split('@');
  return async (
    authenticate: Authenticate,
    mechanisms: readonly string[],
    _fast: unknown,
    entity: Entity,
  ): Promise<void> => {
    if (!entity.isSecure()) throw new UnencryptedStream('the stream is not encrypted');
    await authenticate({ username, password }, mechanisms[0], xml('user-agent', { id: randomUUID() }));
  };
}

/** Node has one of its own from version 22 on. */
async function provideWebSocket(): Promise<void> {
  const there: unknown = Reflect.get(globalThis, 'WebSocket');
  if (there !== undefined) return;
  const { WebSocket } = await import('ws');
  Object.assign(globalThis, { WebSocket });
}

class XmppJsConnection implements ServerConnection {
  readonly stream: ClientStream;
  readonly #client: Client;
  readonly #xml: CreateElement;
  readonly #credentials: Credentials;
  /** The newest thing that went wrong: what `start` rejects with is not always it. */
  #fault: unknown;

  constructor(client: Client, xml: CreateElement, credentials: Credentials) {
    this.#client = client;
    this.#xml = xml;
    this.#credentials = credentials;
    client.on('error', (error: unknown) => {
      this.#fault = error;
    });
    this.stream = xmppJsStream(client, xml);
  }

  async connect(signal: AbortSignal): Promise<Result<void, CliFault>> {
    const stopping = new AbortController();
    try {
      await Promise.race([this.#client.start(), within(CONNECT_MS, signal, stopping.signal)]);
      return ok(undefined);
    } catch (error) {
      await this.leave();
      return err(describeConnectionFault(this.#fault ?? error, this.#credentials));
    } finally {
      stopping.abort();
    }
  }

  async ask(to: BareJid, payload: XmlElement): Promise<Result<XmlElement | undefined, string>> {
    const id = `ask-${randomBytes(6).toString('hex')}`;
    const request = element(NS_CLIENT, 'iq', { type: 'get', id, to }, [payload]);
    try {
      const answer = await this.#client.iqCaller.request(writtenWith(request, this.#xml), REQUEST_MS);
      const read = fromLtx(answer, XML_LIMITS, NS_CLIENT);
      if (!read.ok) return err('malformed');
      return ok(read.value.children.find((child): child is XmlElement => typeof child !== 'string'));
    } catch (error) {
      const condition: unknown = error instanceof Error ? Reflect.get(error, 'condition') : undefined;
      return err(typeof condition === 'string' ? condition : 'timeout');
    }
  }

  async leave(): Promise<void> {
    const { reconnect, status, socket } = this.#client;
    reconnect.stop();
    if (status === 'online') {
      const stopping = new AbortController();
      const late = within(LEAVE_MS, new AbortController().signal, stopping.signal);
      await Promise.race([this.#client.stop(), late]).catch(() => undefined);
      stopping.abort();
      return;
    }
    // Half a stream cannot be closed with good manners.
    const inner = socket?.socket ?? socket;
    inner?.destroy?.();
    inner?.terminate?.();
  }
}

/** Rejects after a while, or when the user wants to stop; never once `over` is aborted. */
function within(durationMs: number, signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(new ConnectionTimeout('nothing has come of it in time'));
    const timer = setTimeout(end, durationMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    over.addEventListener('abort', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    });
  });
}
