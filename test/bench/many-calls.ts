/**
 * An account with very many calls, for benchmarks: its peers do what peers do, at once, and engines and stanzas share
 * all they can, so that what is measured is the core's own.
 */
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { invariant } from '../../src/base/errors.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallReport } from '../../src/call/reports.ts';
import type { BareJid, FullJid } from '../../src/jid.ts';
import type { Media } from '../../src/media/port.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { parseDtlsFingerprintValue } from '../../src/stanzas/dtls.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { NS_CLIENT } from '../../src/xml/namespaces.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute } from '../../src/xml/read.ts';
import { content, fingerprint, jingle, propose, result } from '../support/stanzas.ts';

const OWN = 'juliet@capulet.example/balcony' as FullJid;
export const STRANGER = 'tybalt@verona.example/street' as FullJid;

const THEIR_CERTIFICATE = Array.from({ length: 32 }, () => '0B').join(':');

/** All offers share one certificate: they are of different contacts, and nobody compares those. */
export const OFFER = elementOf(
  jingle('x@x/x', OWN, 'session-initiate', 's', content({ fingerprints: fingerprint(THEIR_CERTIFICATE) })),
);
export const PROPOSE = elementOf(propose('x@x/x', OWN, 's'));
const RESULT = elementOf(result('x@x/x', OWN, 'r'));
/** Asks whether the session lives: the least a request can be. XEP-0166 #def-action-session-info. */
export const PING = elementOf(jingle('x@x/x', OWN, 'session-info', 's'));

export interface Account {
  readonly manager: CallManager;
  readonly media: FixedMedia;
  /** How many calls ended in a report. */
  readonly ends: () => number;
}

export function createAccount(accepts: boolean): Account {
  let ends = 0;
  const media = createFixedMedia();
  const manager: CallManager = new CallManager({
    account: OWN,
    omemo: undefined,
    ids: createSeededIds(1),
    clock: createVirtualClock(0),
    media,
    // The peer answers every request at once, as peers do: else each would be kept until its deadline.
    wire: { send: (stanza) => acknowledge(manager, stanza) },
    sharesPresenceWith: () => true,
    whenBusy: 'ring',
    report: (report: CallReport) => {
      if (report.kind === 'ended') ends += 1;
      if (accepts && report.kind === 'incoming') {
        manager.accept({ peer: contactOf(report.peer), sessionId: report.sessionId });
      }
    },
  });
  return { manager, media, ends: () => ends };
}

function acknowledge(manager: CallManager, request: XmlElement): void {
  if (attribute(request, 'type') !== 'set') return;
  const [to = OWN, id = ''] = [attribute(request, 'to'), attribute(request, 'id')];
  const attributes = new Map([...RESULT.attributes, ['from', to], ['id', id]]);
  queueMicrotask(() => void manager.receive({ ...RESULT, attributes }));
}

/** Calls of so many contacts, each proposed, accepted, offered, answered and connected. */
export async function runCalls({ manager, media }: Account, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    manager.receive(addressed(PROPOSE, callerOf(number), sessionIdOf(number)));
    manager.receive(addressed(OFFER, callerOf(number), sessionIdOf(number)));
    await manager.settled();
    media.connectLast();
  }
}

/** The same stanza from another resource about another session; everything inside is shared. */
export function addressed(stanza: XmlElement, from: string, sessionId: string): XmlElement {
  const [payload, ...others] = stanza.children;
  invariant(typeof payload === 'object', 'a stanza of the benchmark has a payload');
  const isMessage = stanza.name === 'message';
  const attributes = new Map([...payload.attributes, [isMessage ? 'id' : 'sid', sessionId]]);
  return {
    ...stanza,
    attributes: new Map([...stanza.attributes, ['from', from]]),
    children: [{ ...payload, attributes }, ...others],
  };
}

export function renamed(stanza: XmlElement, name: string): XmlElement {
  const [payload] = stanza.children;
  invariant(typeof payload === 'object', 'a stanza of the benchmark has a payload');
  return { ...payload, name, children: [] };
}

function elementOf(xml: string): XmlElement {
  const parsed = parseXml(xml, { defaultNamespace: NS_CLIENT });
  invariant(parsed.ok, 'the benchmark writes well-formed stanzas');
  return parsed.value;
}

export function callerOf(number: number): FullJid {
  return `c${number}@montague.example/orchard` as FullJid;
}

export function contactOf(peer: string): BareJid {
  return peer.replace(/\/.*/, '') as BareJid;
}

export function sessionIdOf(number: number): SessionId {
  return `s${number}` as SessionId;
}

interface FixedMedia extends Media {
  /** The engine opened last sees the certificate of every offer. */
  connectLast(): void;
}

/** Engines that share one description made beforehand: an engine's memory is not the core's. */
function createFixedMedia(): FixedMedia {
  const own = parseDtlsFingerprintValue(Array.from({ length: 32 }, () => '0A').join(':'), 'sha-256');
  const theirs = parseDtlsFingerprintValue(THEIR_CERTIFICATE, 'sha-256');
  invariant(own !== undefined && theirs !== undefined, 'certificates of the benchmark');
  const answering = createStandInMedia({ seed: 1, dtlsFingerprint: own }).open(() => {});
  let answer: ReturnType<typeof answering.createAnswer> | undefined;
  let connect: () => void = () => {};
  const applied = Promise.resolve({ ok: true, value: undefined } as const);
  const nothing = Promise.resolve();
  return {
    open(report) {
      connect = () => report({ kind: 'connected', usedFingerprint: { hash: 'sha-256', value: theirs } });
      return {
        createOffer: () => answering.createOffer(['audio']),
        createAnswer: (offer) => (answer ??= answering.createAnswer(offer)),
        setRemote: () => applied,
        addCandidates: () => nothing,
        close: () => {},
      };
    },
    connectLast: () => connect(),
  };
}
