/**
 * What each step of a real core did with keys and certificates, for monitors that ask for it: who a description that
 * left was really encrypted for, who had encrypted what was decrypted, and whose certificate the engine got.
 *
 * Nothing of it is what the core says of itself: it is noted where OMEMO, the wire and the engine are. Ask when the run
 * is over: an engine does what it is told after the step that tells it.
 */
import type { CallTraceEntry } from '../../src/call/trace.ts';
import { bareOf, parseJid } from '../../src/jid.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { Decrypted, ExpectedSender, OmemoDevice } from '../../src/omemo/port.ts';
import type { IdentityKey, OmemoMessage } from '../../src/stanzas/omemo.ts';
import { writeOmemoMessage } from '../../src/stanzas/omemo.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { attribute, childElements, textOf } from '../../src/xml/read.ts';
import type { Moment, StepFacts } from '../../properties/monitors/monitor.ts';
import { effectOf, has } from '../../properties/monitors/monitor.ts';
import type { EngineOrder } from './engine.ts';
import { descendants, fingerprintsIn, isJingle } from './hostile.ts';
import type { JournalEntry, Party } from './world.ts';

/** Whose certificate it is that an identity key stands for. */
export type Owners = ReadonlyMap<IdentityKey, string>;

interface Opened extends Pick<Decrypted, 'identityKey' | 'plaintext'> {
  readonly party: string;
}

/** What one party's OMEMO was asked to do and did, by the ciphertext. Goes on over restarts of the party. */
export class OmemoNotes {
  readonly #encryptedFor = new Map<string, string>();
  readonly #opened = new Map<string, Opened>();

  /** The same OMEMO, noted. */
  readonly wrap = (omemo: OmemoAccount): OmemoAccount => ({
    ...omemo,
    encrypt: async (device, plaintext, expected) => {
      const encrypted = await omemo.encrypt(device, plaintext, expected);
      if (encrypted.ok) {
        const { message, identityKey } = encrypted.value;
        this.#encryptedFor.set(ciphertextOf(message), partyOf(device, identityKey));
      }
      return encrypted;
    },
    decrypt: async (expected: ExpectedSender, message) => {
      const decrypted = await omemo.decrypt(expected, message);
      if (decrypted.ok) {
        const party = partyOf({ ...expected, deviceId: message.senderDeviceId }, decrypted.value.identityKey);
        this.#opened.set(ciphertextOf(message), { ...decrypted.value, party });
      }
      return decrypted;
    },
  });

  /** Who the fingerprints of a description of ours are encrypted for; nobody in a plain one. */
  encryptedFor(description: XmlElement): readonly string[] {
    return ciphertextsIn(description).map((ciphertext) => this.#encryptedFor.get(ciphertext) ?? 'somebody unheard of');
  }

  /** What was decrypted of a description of the peer. */
  openedIn(description: XmlElement): readonly Opened[] {
    return ciphertextsIn(description).flatMap((ciphertext) => this.#opened.get(ciphertext) ?? []);
  }
}

/** The same device id with another key is another party. */
function partyOf({ account, deviceId }: OmemoDevice, identityKey: IdentityKey): string {
  return `device ${deviceId} of ${account} with ${identityKey}`;
}

function ciphertextOf(message: OmemoMessage): string {
  return ciphertextIn(writeOmemoMessage(message)) ?? '';
}

function ciphertextIn(encrypted: XmlElement): string | undefined {
  const [payload] = descendants(encrypted).filter(({ name }) => name === 'payload');
  return payload === undefined ? undefined : textOf(payload)?.trim();
}

function ciphertextsIn(description: XmlElement): readonly string[] {
  return fingerprintsIn(description).flatMap((fingerprint) => ciphertextIn(fingerprint) ?? []);
}

/** One call of a party, as a trace with what really happened in each step. */
export interface WitnessedCall {
  readonly start: Extract<CallTraceEntry, { readonly kind: 'start' }>;
  readonly moments: readonly Moment[];
}

/** Every call of the party, after the run. */
export function witnessedCalls(witness: Witness): readonly WitnessedCall[] {
  const calls = new Map<string, { readonly start: WitnessedCall['start']; readonly moments: Moment[] }>();
  for (const entry of witness.party.trace) {
    if (entry.kind !== 'start' && entry.kind !== 'step') continue;
    const key = `${entry.role} ${bareOf(entry.peer)} ${entry.sessionId}`;
    if (entry.kind === 'start') calls.set(key, { start: entry, moments: [entry] });
    else if (isHeldBack(entry, witness.party)) calls.get(key)?.moments.push(entry);
    else calls.get(key)?.moments.push({ ...entry, facts: factsOf(entry, witness) });
  }
  return [...calls.values()];
}

/** What is known of one party after a run. */
export interface Witness {
  readonly party: Party;
  /** The requests it said yes to. A ciphertext in one that was refused may have been opened in another call. */
  readonly taken: readonly XmlElement[];
  readonly notes: OmemoNotes;
  readonly owners: Owners;
}

type Step = Extract<CallTraceEntry, { readonly kind: 'step' }>;

function factsOf(step: Step, { party, taken, notes, owners }: Witness): StepFacts {
  const theirs = step.role === 'caller' ? 'session-accept' : 'session-initiate';
  const opened = () =>
    taken
      .filter((stanza) => describes(stanza, theirs, step, 'from'))
      .flatMap((description) => notes.openedIn(description));
  const facts: { -readonly [Name in keyof StepFacts]: StepFacts[Name] } = {};
  const encryptedTo = one(sentIn(step, party).flatMap((description) => notes.encryptedFor(description)));
  if (encryptedTo !== undefined) facts.encryptedTo = encryptedTo;
  if (step.event.type === 'omemo.decrypted')
    facts.decryptedFrom = one(opened().map(({ party: who }) => who)) ?? 'nobody';
  if (has(step, 'createAnswer', 'applyAnswer')) {
    const certificate = appliedIn(step, party);
    if (certificate !== undefined) facts.applied = { ...madeBy(certificate, opened(), owners), call: step.sessionId };
  }
  return facts;
}

/** A description was ordered that never left: its stream was lost, and what waited for it went with it. */
function isHeldBack(step: Step, party: Party): boolean {
  const isOrdered = has(step, 'sendSessionInitiate', 'sendSessionAccept');
  return isOrdered && sentIn(step, party).length === 0;
}

/** The description that left because of this step. */
function sentIn(step: Step, { sent }: Party): readonly XmlElement[] {
  if (effectOf(step, 'sendSessionInitiate') !== undefined)
    return sent.filter((stanza) => describes(stanza, 'session-initiate', step, 'to'));
  if (effectOf(step, 'sendSessionAccept') !== undefined)
    return sent.filter((stanza) => describes(stanza, 'session-accept', step, 'to'));
  return [];
}

/** Whether the stanza is that action of the step's call, to or from its peer. */
function describes(stanza: XmlElement, action: string, { peer, sessionId }: Step, address: 'from' | 'to'): boolean {
  const other = parseJid(attribute(stanza, address) ?? '');
  const isOfCall = childElements(stanza).some((child) => attribute(child, 'sid') === sessionId);
  return isOfCall && isJingle(stanza, action) && other !== undefined && bareOf(other) === bareOf(peer);
}

/** The one certificate that the call's engine was given. */
function appliedIn({ sessionId, peer, role }: Step, { media }: Party): string | undefined {
  const wanted = role === 'caller' ? 'setRemote' : 'createAnswer';
  const orders = media.engines
    .filter((engine) => engine.sessionId === sessionId && bareOf(engine.peer) === bareOf(peer))
    .flatMap((engine) => engine.orders.filter(({ order }) => order === wanted));
  return one(orders.flatMap(certificatesIn));
}

function certificatesIn(order: EngineOrder): readonly string[] {
  return 'description' in order ? order.description.contents.map(({ transport }) => transport.fingerprint.value) : [];
}

/** Encrypted, if it was decrypted in this call; and then of the device that made it, or of nobody's. */
function madeBy(certificate: string, opened: readonly Opened[], owners: Owners) {
  const source = opened.find(({ plaintext }) => plaintext.toUpperCase() === certificate.toUpperCase());
  if (source === undefined) return { device: `whoever has ${certificate}`, protection: 'plain' as const };
  const isOwn = owners.get(source.identityKey) === certificate;
  return { device: isOwn ? source.party : `another than ${source.party}`, protection: 'encrypted' as const };
}

/** What all of them are; a word for it where they differ, which is nobody's name. */
function one(values: readonly string[]): string | undefined {
  const distinct = [...new Set(values)];
  return distinct.length > 1 ? distinct.sort().join(' and ') : distinct[0];
}

/** What a party was handed and said yes to: the result follows before it is handed anything else. */
export function acknowledgedIn(journal: readonly JournalEntry[]): readonly XmlElement[] {
  let latest: string | undefined;
  return journal.flatMap(({ way, xml }) => {
    if (way === 'received') latest = xml;
    else if (latest !== undefined && isResult(xml)) return parsed(latest);
    return [];
  });
}

function isResult(xml: string): boolean {
  return parsed(xml).some((stanza) => stanza.name === 'iq' && attribute(stanza, 'type') === 'result');
}

function parsed(xml: string): readonly XmlElement[] {
  const result = parseXml(xml, { defaultNamespace: 'jabber:client' });
  return result.ok ? [result.value] : [];
}
