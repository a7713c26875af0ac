/**
 * Joins calls to the stream of a client: hands the call manager what arrives, and does around it what calls need of a
 * server: carbons, the archive, what we say that we can do.
 *
 * Spec: XEP-0030 2.5.0 #info-basic; XEP-0115 1.6.0 #advertise; XEP-0280 1.0.1 #enabling; XEP-0313 1.1.3 #sync.
 */
import type { CallManager } from '../../call/call-manager.ts';
import type { Clock, Ids, Wire } from '../../call/ports.ts';
import { systemClock, systemIds } from '../../call/system.ts';
import type { FullJid } from '../../jid.ts';
import { readDiscoInfoRequest, writeDiscoInfo } from '../../stanzas/disco.ts';
import type { DiscoIdentity, DiscoInfo } from '../../stanzas/disco.ts';
import { readIq, readIqPayload, writeIqError, writeIqResult } from '../../stanzas/stanza.ts';
import type { Iq } from '../../stanzas/stanza.ts';
import { element } from '../../xml/element.ts';
import type { XmlElement } from '../../xml/element.ts';
import type { XmlFault } from '../../xml/fault.ts';
import { NS_CARBONS, NS_CLIENT } from '../../xml/namespaces.ts';
import { CALL_FEATURES, capsOf } from './call-features.ts';
import type { Caps } from './call-features.ts';
import { catchUp } from './catch-up.ts';
import type { CatchUpFault } from './catch-up.ts';
import type { ClientStream } from './client-stream.ts';
import { OwnRequests } from './own-requests.ts';

export interface ConnectCallsOptions {
  /** Makes the call manager of the account. Called once, when the stream is up for the first time. */
  readonly createManager: (parts: { readonly wire: Wire; readonly account: FullJid }) => CallManager;
  /**
   * `send`: available presence is sent on each fresh stream. Default `application`: it does so itself, with `caps()`.
   */
  readonly presence?: 'application' | 'send';
  /** `application`: it enables them itself. Default `enable`. XEP-0280. */
  readonly carbons?: 'application' | 'enable';
  /**
   * How much of the archive is read when the stream is up for the first time, in milliseconds. Later it is read from
   * where the stream was lost. Default a week; 0 for an application that reads it itself. XEP-0313.
   */
  readonly archiveMs?: number;
  /** What else the application can do. */
  readonly features?: readonly string[];
  readonly identity?: DiscoIdentity;
  /** Names the application, as a URI: its home page, as a rule. Default: this project's. XEP-0115 #advertise. */
  readonly software?: string;
  /** How long an own request waits for the server, in milliseconds. Default 30,000. */
  readonly requestTimeoutMs?: number;
  /** Told what did not work, and that goes on without it. */
  readonly report?: (fault: ConnectionFault) => void;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

export type ConnectionFault =
  /** Carbons could not be enabled: calls that another own device answers ring on here until they are told over. */
  | { readonly kind: 'noCarbons'; readonly because: CatchUpFault }
  /** The archive could not be read to its end: calls may have been missed. */
  | { readonly kind: 'noArchive'; readonly because: CatchUpFault }
  /** Something came that is no stanza. */
  | { readonly kind: 'unreadable'; readonly fault: XmlFault };

export interface CallConnection {
  /** Undefined until the stream was up for the first time. */
  readonly manager: CallManager | undefined;
  /**
   * For the application's presence: without it, others do not know that it can be called. Undefined where the library
   * does that, and where there is no WebCrypto.
   */
  readonly caps: () => Promise<XmlElement | undefined>;
  /** Settles once what the newest fresh stream began with is done: carbons, presence, the archive. */
  readonly settled: () => Promise<void>;
  /** Stops listening to the stream. Calls are not ended by it: `manager.close()` is. */
  readonly disconnect: () => void;
}

const WEEK_MS = 604_800_000;
/** What was sent shortly before a stream was found to be lost may not have arrived. */
const MARGIN_MS = 300_000;
const TIMEOUT_MS = 30_000;
const SOFTWARE = 'https://www.npmjs.com/package/omemo-calls';

export function connectCalls(stream: ClientStream, options: ConnectCallsOptions): CallConnection {
  return new ConnectedCalls(stream, options);
}

class ConnectedCalls implements CallConnection {
  readonly #stream: ClientStream;
  readonly #options: ConnectCallsOptions;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #info: DiscoInfo;
  readonly #caps: Promise<Caps | undefined>;
  readonly #requests: OwnRequests;
  #capsNode: string | undefined;
  #manager: CallManager | undefined;
  /** Fresh ones, so far. */
  #streams = 0;
  #beginning = Promise.resolve();
  /** From when on the archive has to be read once the stream is up again, in milliseconds since 1970. */
  #unreadSinceMs: number | undefined;
  readonly disconnect: () => void;

  constructor(stream: ClientStream, options: ConnectCallsOptions) {
    const { clock = systemClock, ids = systemIds, requestTimeoutMs: timeoutMs = TIMEOUT_MS } = options;
    const { features = [], identity = { category: 'client', type: 'pc', name: undefined } } = options;
    this.#stream = stream;
    this.#options = options;
    this.#clock = clock;
    this.#ids = ids;
    this.#info = { identity, features: [...new Set([...CALL_FEATURES, ...features])] };
    this.#requests = new OwnRequests({ clock, ids, timeoutMs, send: (stanza) => stream.send(stanza) });
    this.#caps = capsOf(this.#info, options.software ?? SOFTWARE);
    stream.disco?.add(this.#info.features);
    this.disconnect = stream.listen({
      stanza: (stanza) => this.#receive(stanza),
      unreadable: (fault) => options.report?.({ kind: 'unreadable', fault }),
      up: (account, how) => this.#up(account, how),
      down: () => this.#down(),
    });
  }

  get manager(): CallManager | undefined {
    return this.#manager;
  }

  async caps(): Promise<XmlElement | undefined> {
    return this.#stream.disco === undefined ? (await this.#caps)?.element : undefined;
  }

  settled(): Promise<void> {
    return this.#beginning;
  }

  #receive(stanza: XmlElement): boolean {
    const manager = this.#manager;
    if (manager === undefined) return false;
    const received = manager.receive(stanza);
    const iq = stanza.name === 'iq' ? readIq(stanza) : undefined;
    if (iq?.ok === true && this.#requests.take(iq.value, manager.account)) return true;
    if (received.ok && received.value === 'handled') return true;
    return iq?.ok === true && this.#answer(iq.value);
  }

  /** Says what we can do, where the library leaves it to us. */
  #answer(iq: Iq): boolean {
    if (iq.type !== 'get' || this.#stream.disco !== undefined) return false;
    const payload = readIqPayload(iq);
    const request = payload.ok ? readDiscoInfoRequest(payload.value) : payload;
    if (!request.ok) return false;
    const { node } = request.value;
    const isOurs = node === undefined || node === this.#capsNode;
    const unknown = { type: 'cancel', condition: 'item-not-found', jingle: undefined } as const;
    this.#stream.send(isOurs ? writeIqResult(iq, [writeDiscoInfo(this.#info, node)]) : writeIqError(iq, unknown));
    return true;
  }

  #up(account: FullJid, how: 'fresh' | 'resumed'): void {
    const manager = this.#manager;
    if (manager !== undefined && how === 'resumed') return manager.connectionResumed();
    this.#requests.lose();
    if (manager === undefined) {
      const wire: Wire = { send: (stanza) => this.#stream.send(stanza) };
      this.#manager = this.#options.createManager({ wire, account });
    } else manager.connectionReplaced(account);
    this.#manager?.start();
    this.#beginning = this.#begin();
  }

  #sendPresence(caps: Caps | undefined): void {
    const { disco } = this.#stream;
    if (disco === undefined) this.#stream.send(element(NS_CLIENT, 'presence', {}, [caps?.element]));
    else disco.sendPresence();
  }

  #down(): void {
    this.#unreadSinceMs ??= this.#clock.now() - MARGIN_MS;
    this.#manager?.connectionLost();
  }

  /** What a fresh stream begins with. Carbons come before the archive is read: what falls between is in both. */
  async #begin(): Promise<void> {
    const { carbons = 'enable', presence = 'application', archiveMs = WEEK_MS, report } = this.#options;
    this.#streams += 1;
    const stream = this.#streams;
    const caps = await this.#caps;
    this.#capsNode = caps?.node;
    if (stream !== this.#streams) return;
    if (carbons === 'enable') {
      const enabled = await this.#requests.ask('set', element(NS_CARBONS, 'enable'));
      // Another stream has begun, and goes through all of this by itself.
      if (!enabled.ok && enabled.error === 'lost') return;
      if (!enabled.ok) report?.({ kind: 'noCarbons', because: enabled.error });
    }
    if (presence === 'send') this.#sendPresence(caps);
    if (archiveMs === 0) return;
    // Until it has been read, the next stream begins there, too.
    this.#unreadSinceMs ??= this.#clock.now() - archiveMs;
    const read = await catchUp(this.#requests, this.#ids.newStanzaId(), this.#unreadSinceMs);
    if (read.ok) this.#unreadSinceMs = undefined;
    else if (read.error !== 'lost') report?.({ kind: 'noArchive', because: read.error });
  }
}
