/**
 * An XMPP server in memory, for tests and demonstrations: it routes stanzas between the resources that connect to it,
 * keeps PEP nodes, sends carbons, and can be as unreliable or as hostile as one likes.
 *
 * Everything crosses it as text, so that each end parses what a real server would have sent. It delivers through the
 * clock, never from inside `send`.
 *
 * Spec: RFC 6120 #10; RFC 6121 #8; XEP-0280 1.0.1; XEP-0163 1.2.2, as far as calls need them.
 */
import type { Clock, Wire } from '../call/ports.ts';
import { bareOf, isFullJid, parseJid } from '../jid.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import { writeIqError, readIq } from '../stanzas/stanza.ts';
import { element } from '../xml/element.ts';
import type { XmlElement } from '../xml/element.ts';
import { NS_CARBONS, NS_CLIENT, NS_FORWARD, NS_JINGLE_MESSAGE } from '../xml/namespaces.ts';
import { attribute, childElements } from '../xml/read.ts';
import { serializeXml } from '../xml/serialize.ts';
import { createMemoryPep } from './memory-pep.ts';
import type { MemoryPep } from './memory-pep.ts';
import type { Random } from './seeded-random.ts';

/** A stanza between two resources, or between a resource and the server, stamped with its sender. */
export interface Passing {
  readonly from: Jid;
  readonly to: Jid;
  readonly stanza: XmlElement;
}

/** Chances in [0, 1] of what may happen to each delivery. */
export interface Faults {
  readonly drop: number;
  readonly duplicate: number;
  /** Of being delivered up to `latencyMs * 10` late, and so perhaps after a later one. */
  readonly delay: number;
}

export interface MemoryServerOptions {
  readonly clock: Clock;
  /** Milliseconds from one end to the other. Default 1. */
  readonly latencyMs?: number;
  readonly faults?: Faults & { readonly random: Random };
  /** What a hostile server makes of a stanza: itself, something else, several, none. It may keep what it likes. */
  readonly tamper?: (passing: Passing) => readonly Passing[];
  /** Sees every stanza that is delivered, after `tamper`. */
  readonly watch?: (passing: Passing) => void;
}

export interface MemoryServer {
  /** Connects a resource. `deliver` gets its stanzas as text until it disconnects. */
  connect(resource: FullJid, deliver: (xml: string) => void): Wire & { disconnect(): void };
  /** Delivers a stanza nobody sent, as a hostile server can. */
  inject(passing: Passing): void;
}

export function createMemoryServer(options: MemoryServerOptions): MemoryServer {
  const resources = new Map<FullJid, (xml: string) => void>();
  const pep = createMemoryPep();
  const { tamper = (passing) => [passing] } = options;

  const send = (passing: Passing): void => {
    for (const changed of tamper(passing))
      transport(options, changed, (arrived) => deliver(resources, options, arrived));
  };
  return {
    connect: (resource, receive) => {
      resources.set(resource, receive);
      return {
        send: (stanza) => accept(resources, pep, resource, stanza, send),
        disconnect: () => void resources.delete(resource),
      };
    },
    inject: (passing) => transport(options, passing, (arrived) => deliver(resources, options, arrived)),
  };
}

/** A stanza from one of our clients: to another resource, to all of an account, or to the server itself. */
function accept(
  resources: ReadonlyMap<FullJid, unknown>,
  pep: MemoryPep,
  from: FullJid,
  stanza: XmlElement,
  send: (passing: Passing) => void,
): void {
  const to = parseJid(attribute(stanza, 'to') ?? bareOf(from));
  if (to === undefined) return;
  const stamped = withAddresses(stanza, from, to);
  if (stanza.name === 'iq' && !isFullJid(to)) {
    const reply = pep.answer(from, to, stamped);
    if (reply !== undefined) send({ from: to, to: from, stanza: withAddresses(reply, to, from) });
    return;
  }
  if (stanza.name === 'iq' && isFullJid(to) && !resources.has(to)) {
    const request = readIq(stamped);
    if (!request.ok || (request.value.type !== 'get' && request.value.type !== 'set')) return;
    const error = writeIqError(request.value, { type: 'cancel', condition: 'service-unavailable', jingle: undefined });
    send({ from: to, to: from, stanza: withAddresses(error, to, from) });
    return;
  }
  send({ from, to, stanza: stamped });
  if (stanza.name === 'message') sendCarbons(resources, from, to, stamped, send);
}

/** The own other resources see what was sent and what came for one of them. XEP-0280 #which-messages. */
function sendCarbons(
  resources: ReadonlyMap<FullJid, unknown>,
  from: FullJid,
  to: Jid,
  stanza: XmlElement,
  send: (passing: Passing) => void,
): void {
  if (!childElements(stanza).some(({ namespace }) => namespace === NS_JINGLE_MESSAGE)) return;
  for (const resource of resources.keys()) {
    const account = bareOf(resource);
    if (resource !== from && account === bareOf(from) && bareOf(to) !== account) {
      send({ from: account, to: resource, stanza: carbon('sent', account, resource, stanza) });
    }
    if (isFullJid(to) && resource !== to && account === bareOf(to)) {
      send({ from: account, to: resource, stanza: carbon('received', account, resource, stanza) });
    }
  }
}

function carbon(direction: 'received' | 'sent', account: BareJid, to: FullJid, inner: XmlElement): XmlElement {
  const copy = element(NS_CARBONS, direction, {}, [element(NS_FORWARD, 'forwarded', {}, [inner])]);
  return element(NS_CLIENT, 'message', { from: account, to, type: 'chat' }, [copy]);
}

/** The unreliable way from the server to a client. */
function transport(options: MemoryServerOptions, passing: Passing, arrive: (passing: Passing) => void): void {
  const { clock, latencyMs = 1, faults } = options;
  if (faults === undefined) {
    clock.schedule(latencyMs, () => arrive(passing));
    return;
  }
  const { random, drop, duplicate, delay } = faults;
  if (random() < drop) return;
  const copies = random() < duplicate ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    const lateMs = random() < delay ? random() * latencyMs * 10 : 0;
    clock.schedule(latencyMs + lateMs, () => arrive(passing));
  }
}

function deliver(
  resources: ReadonlyMap<FullJid, (xml: string) => void>,
  { watch = () => {} }: MemoryServerOptions,
  passing: Passing,
): void {
  const { to, stanza } = passing;
  const receivers = [...resources].filter(
    ([resource]) => resource === to || (!isFullJid(to) && bareOf(resource) === to),
  );
  watch(passing);
  const xml = serializeXml(stanza, NS_CLIENT);
  for (const [, receive] of receivers) receive(xml);
}

/** The server stamps the true sender. RFC 6120 #8.1.2.1. */
function withAddresses(stanza: XmlElement, from: Jid, to: Jid): XmlElement {
  return { ...stanza, attributes: new Map([...stanza.attributes, ['from', from], ['to', to]]) };
}
