/**
 * Two session managers of StanzaJS that call each other. Its own MediaSession needs an RTCPeerConnection; the session
 * here describes its media beforehand, and leaves everything else to the manager.
 *
 * Stanzas go between the two as they do with its client: its registry translates the JSON that managers know to
 * elements, and elements to JSON. In between they may become text.
 */
import { Jingle, JXT, Stanzas } from 'stanza';
import { invariant } from '../../src/base/errors.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';

type JingleRequest = Parameters<InstanceType<typeof Jingle.SessionManager>['process']>[0];
type JingleContents = NonNullable<JingleRequest['jingle']['contents']>;

/** How a stanza gets to the other side. */
export type Carriage = (stanza: JingleRequest) => JingleRequest;

const registry = new JXT.Registry();
registry.define(Stanzas.default);

export const asText: Carriage = (stanza) => readStanza(writeElement(stanza).toString());
export const asElement: Carriage = (stanza) => readElement(writeElement(stanza));

/** What StanzaJS makes of the text of a stanza, which need not say that it is of the client namespace. */
export function readStanza(text: string): JingleRequest {
  return readElement(JXT.parse(text.replace(/^<iq (?!xmlns)/, `<iq xmlns='${NS_CLIENT}' `)));
}

function readElement(element: JXT.XMLElement): JingleRequest {
  const stanza = registry.import(element);
  invariant(stanza !== undefined, 'StanzaJS knows the stanzas of the benchmark');
  return stanza as unknown as JingleRequest;
}

function writeElement(stanza: JingleRequest): JXT.XMLElement {
  const element = registry.export('iq', { ...stanza });
  invariant(element !== undefined, 'StanzaJS knows the stanzas of the benchmark');
  return element;
}

/** A session whose contents were described before. */
class DescribedSession extends Jingle.Session {
  readonly #contents: JingleContents;

  constructor(options: ConstructorParameters<typeof Jingle.Session>[0], contents: JingleContents) {
    super(options);
    this.#contents = contents;
  }

  override start(): void {
    this.state = 'pending';
    this.send('session-initiate', { contents: this.#contents });
  }

  override accept(): void {
    this.state = 'active';
    this.send('session-accept', { contents: this.#contents });
  }

  protected override onSessionInitiate(...[, done]: Parameters<Jingle.Session['onSessionInitiate']>): void {
    this.state = 'pending';
    done();
  }

  protected override onSessionAccept(...[, done]: Parameters<Jingle.Session['onSessionAccept']>): void {
    this.state = 'active';
    done();
  }
}

/** A call between two accounts, as often as it is called: from the session-initiate to the answer to the terminate. */
export function createStanzaPair(
  { caller, callee }: Readonly<Record<'caller' | 'callee', string>>,
  contents: JingleContents,
  carry: Carriage,
): () => Promise<void> {
  let callCount = 0;
  let isOver: () => void = () => {};

  const start = (own: string, peer: string) => {
    const manager = new Jingle.SessionManager({
      selfID: own,
      prepareSession: (options) => new DescribedSession(options, contents),
    });
    // The answer to a request names no call: who asked remembers which it was, as StanzaJS's client does.
    const asked = new Map<string, string>();
    const receive = (stanza: JingleRequest) => {
      if (stanza.type === 'set') return manager.process(stanza);
      const sid = asked.get(stanza.id ?? '') ?? '';
      asked.delete(stanza.id ?? '');
      manager.process({ ...stanza, jingle: { ...stanza.jingle, sid } });
      if (asked.size === 0 && Object.keys(manager.sessions).length === 0) isOver();
    };
    manager.on('send', (stanza: JingleRequest) => {
      if (stanza.type === 'set') asked.set(stanza.id ?? '', stanza.jingle.sid ?? '');
      queueMicrotask(() => ends.get(peer)?.(carry({ ...stanza, from: own })));
    });
    ends.set(own, receive);
    return manager;
  };

  const ends = new Map<string, (stanza: JingleRequest) => void>();
  const calling = start(caller, callee);
  start(callee, caller).on('incoming', (session: DescribedSession) => session.accept());
  calling.on('sessionState', (session: DescribedSession, state: string) => {
    // Once the answer to the accept has been sent, as a user would.
    if (state === 'active') queueMicrotask(() => session.end('success'));
  });
  return () =>
    new Promise((resolve) => {
      isOver = resolve;
      callCount += 1;
      const options = { sid: `call${callCount}`, peerID: callee, initiator: true, parent: calling };
      calling.addSession(new DescribedSession(options, contents)).start();
    });
}
