/**
 * The stanzas of one call on their way out.
 *
 * Before a resource is latched, Jingle messages go to the contact's account; after that, everything goes to the one
 * resource.
 *
 * Spec: XEP-0353 0.8.0; XEP-0166 1.1.2; XEP-0176 1.1.1 #protocol-candidates; XEP-0334 1.0.0 for the store hint.
 */
import { invariant } from '../base/errors.ts';
import { jsonList, jsonObject } from '../base/json.ts';
import type { JsonReader, JsonValue } from '../base/json.ts';
import { MAX_OWN_MESSAGES } from '../base/limits.ts';
import { bareOf } from '../jid.ts';
import type { FullJid, Jid } from '../jid.ts';
import type { SessionDescription } from '../media/port.ts';
import { NS_HINTS } from '../xml/namespaces.ts';
import { element } from '../xml/element.ts';
import type { XmlElement } from '../xml/element.ts';
import type { ReceivedFingerprint } from '../stanzas/ice-udp.ts';
import type { SessionId, StanzaId } from '../stanzas/identifiers.ts';
import { writeJingle } from '../stanzas/jingle.ts';
import type { JingleContent, JingleReason, ReceivedJingle } from '../stanzas/jingle.ts';
import { writeJingleMessage } from '../stanzas/jingle-message.ts';
import type { JingleMessage } from '../stanzas/jingle-message.ts';
import type { MediaKind } from '../stanzas/rtp.ts';
import { writeRtpInfo } from '../stanzas/rtp-info.ts';
import type { AnnouncedDevice } from '../stanzas/omemo-verification.ts';
import { writeMessage } from '../stanzas/stanza.ts';
import type { EncryptedJingle, JingleDescription, PlainJingle } from '../transform/protection.ts';
import type { ContentCandidates } from './candidates.ts';
import type { CallEnvironment, EffectOf } from './environment.ts';
import { readStanzaId } from './json-readers.ts';
import type { Arrival } from './occurrence.ts';
import type { Ids } from './ports.ts';
import { FOR_NOTHING } from './request-purpose.ts';
import type { CallStep } from './request-purpose.ts';
import { rejectedContents } from './transport-reject.ts';

const STORE_HINT = element(NS_HINTS, 'store');

/** Where a call's stanzas go, read at the moment of sending. */
export interface CallAddress {
  readonly sessionId: SessionId;
  readonly peer: Jid;
}

/** What leaves as a Jingle message. */
export type MessageEffect = EffectOf<
  'sendFinish' | 'sendProceed' | 'sendPropose' | 'sendReject' | 'sendRetract' | 'sendRinging' | 'sendTieBreakRetract'
>;

/** What leaves as a Jingle request with one thing to say. */
export type RequestEffect = EffectOf<
  'sendSessionInfo' | 'sendSessionRinging' | 'sendSessionTerminate' | 'sendTransportReject'
>;

/** What a call's messages may have to name. */
export interface MessageFacts {
  readonly media: readonly MediaKind[];
  readonly ownDevice: () => AnnouncedDevice;
  /** The peer's own reason, where it has just ended the call. */
  readonly given: JingleReason | 'unknown' | undefined;
  /** The call that takes this one's place. */
  readonly successor: SessionId | undefined;
}

export interface WireState {
  readonly messageIds: readonly StanzaId[];
}

const NOTHING_SENT: WireState = { messageIds: [] };

export const readWire: JsonReader<WireState> = jsonObject({
  messageIds: jsonList(readStanzaId, MAX_OWN_MESSAGES),
});

export class CallWire {
  readonly #environment: CallEnvironment;
  readonly #address: () => CallAddress;
  /** Of the few messages that the server may bounce. */
  readonly #messageIds: StanzaId[];

  constructor(environment: CallEnvironment, address: () => CallAddress, state: WireState = NOTHING_SENT) {
    this.#environment = environment;
    this.#address = address;
    this.#messageIds = [...state.messageIds];
  }

  write(): JsonValue {
    return { messageIds: [...this.#messageIds] };
  }

  get messageIds(): readonly StanzaId[] {
    return this.#messageIds;
  }

  /** Sends a Jingle message. What it says beside the effect's own words is in `facts`. */
  message(effect: MessageEffect, facts: MessageFacts): void {
    const words = wordsOf(effect, facts);
    const { sessionId, peer } = this.#address();
    this.#tellOwnAccount(words, sessionId);
    const id = this.#environment.ids.newStanzaId();
    this.#messageIds.push(id);
    this.#environment.messageSent(id, peer, sessionId);
    this.#environment.wire.send(chatMessage(id, peer, { ...words, sessionId, extensions: [] }));
  }

  /** Old clients do not look for our answers in carbons: they are told first, under the own bare JID. */
  #tellOwnAccount(words: Words, sessionId: SessionId): void {
    const { account, toOwnAccount, ids, wire } = this.#environment;
    const told = toOwnAccount === 'answers' ? answerIn(words) : undefined;
    if (told !== undefined) {
      wire.send(chatMessage(ids.newStanzaId(), bareOf(account), { ...told, sessionId, extensions: [] }));
    }
  }

  sessionInitiate(jingle: EncryptedJingle | PlainJingle): void {
    const { account } = this.#environment;
    this.jingle({ ...onTheWire(jingle), action: 'session-initiate', initiator: account }, 'offer');
  }

  sessionAccept(jingle: EncryptedJingle | PlainJingle): void {
    const { account } = this.#environment;
    this.jingle({ ...onTheWire(jingle), action: 'session-accept', responder: account }, 'answer');
  }

  /** Sends a request that says one thing: of what arrived or was asked for, where the effect has no words. */
  request(effect: RequestEffect, { info, transportReplace }: Arrival): void {
    switch (effect.kind) {
      case 'sendSessionTerminate': {
        const { terminateMs } = this.#environment.deadlines;
        this.jingle({ action: 'session-terminate', reason: reasonElement(effect.reason) }, undefined, terminateMs);
        return;
      }
      case 'sendSessionInfo':
        invariant(info !== undefined, 'only a session-info with something in it is sent');
        this.jingle({ action: 'session-info', extensions: [writeRtpInfo(info)] });
        return;
      case 'sendSessionRinging':
        this.jingle({ action: 'session-info', extensions: [writeRtpInfo({ kind: 'ringing' })] });
        return;
      case 'sendTransportReject':
        invariant(transportReplace !== undefined, 'only a transport-replace is answered with transport-reject');
        this.jingle({ action: 'transport-reject', contents: rejectedContents(transportReplace) });
    }
  }

  /**
   * Sends candidates of our side.
   *
   * @param requests  `oneForEachContent` where it does not matter: XEP-0166 allows several contents in one, and Dino
   *   refuses that with `feature-not-implemented`
   */
  transportInfo(
    description: SessionDescription,
    released: readonly ContentCandidates[],
    requests: 'oneForEachContent' | 'oneRequest',
  ): void {
    const contents = released.flatMap(({ contentName, candidates }): JingleContent<[]>[] => {
      const content = description.contents.find(({ name }) => name === contentName);
      if (content === undefined) return [];
      const { creator, name, senders, transport } = content;
      const bare = { ...transport, candidates, fingerprint: [] as [], options: [], gatheringComplete: false };
      return [
        { creator, name, senders, disposition: undefined, description: undefined, transport: bare, extensions: [] },
      ];
    });
    const merged = mergeByName(contents);
    const shares = requests === 'oneRequest' ? [merged] : merged.map((content) => [content]);
    for (const share of shares) this.jingle({ action: 'transport-info', contents: share });
  }

  /**
   * Sends a Jingle request, and gives the id under which its answer can be forgotten.
   *
   * @param step  what of the call goes on with the answer; nothing if left out
   */
  jingle(
    parts: Partial<ReceivedJingle> & Pick<ReceivedJingle, 'action'>,
    step?: CallStep,
    deadlineMs = this.#environment.deadlines.requestMs,
  ): StanzaId {
    const { sessionId, peer } = this.#address();
    const { requests } = this.#environment;
    const empty = { initiator: undefined, responder: undefined, contents: [], groups: [], reason: undefined };
    const payload = writeJingle({ ...empty, extensions: [], ...parts, sessionId });
    const purpose =
      step === undefined ? FOR_NOTHING : ({ for: 'call', account: bareOf(peer), sessionId, step } as const);
    return requests.send({ type: 'set', to: peer, payload, deadlineMs, purpose });
  }
}

/**
 * A reject without a call: we are in one with somebody else, or our own proposal goes on instead. XEP-0353 #reject
 * #tie-break-1.
 */
export function rejectUnasked(to: FullJid, sessionId: SessionId, why: 'busy' | 'tieBreak', ids: Ids): XmlElement {
  const tieBreak = why === 'tieBreak';
  const reason = reasonElement(tieBreak ? 'expired' : 'busy');
  return chatMessage(ids.newStanzaId(), to, { verb: 'reject', sessionId, reason, tieBreak, extensions: [] });
}

/** What our other resources have to know of a word to the caller: that the user took the call here, or declined it. */
function answerIn(words: Words): Words | undefined {
  if (words.verb === 'proceed') return { verb: 'accept' };
  return words.verb === 'reject' && words.reason?.condition === 'decline' ? words : undefined;
}

function wordsOf(effect: MessageEffect, { media, ownDevice, given, successor }: MessageFacts): Words {
  switch (effect.kind) {
    case 'sendPropose':
      return { verb: 'propose', media, device: { kind: 'none' } };
    case 'sendRinging':
      return { verb: 'ringing' };
    case 'sendProceed':
      return { verb: 'proceed', device: effect.device === 'own' ? ownDevice() : { kind: 'none' } };
    case 'sendReject':
      return { verb: 'reject', reason: reasonElement(effect.reason), tieBreak: false };
    case 'sendRetract':
      return { verb: 'retract', reason: reasonElement(effect.reason), tieBreak: false };
    case 'sendTieBreakRetract':
      return { verb: 'retract', reason: reasonElement('expired'), tieBreak: true };
    case 'sendFinish':
      return finishWords(effect.reason, given, successor);
  }
}

function finishWords(
  reason: EffectOf<'sendFinish'>['reason'],
  given: MessageFacts['given'],
  successor: SessionId | undefined,
): Words {
  // `expired` is what the XEP has beside `migrated`. XEP-0353 #tie-break-2.
  if (reason === 'migrated') return { verb: 'finish', reason: reasonElement('expired'), migratedTo: successor };
  const condition = reason === 'given' ? given : reason;
  const isNamed = condition !== undefined && condition !== 'unknown';
  return { verb: 'finish', reason: isNamed ? reasonElement(condition) : undefined, migratedTo: undefined };
}

function chatMessage(id: StanzaId, to: Jid, words: JingleMessage): XmlElement {
  const children = [writeJingleMessage(words), STORE_HINT];
  return writeMessage({ kind: 'message', type: 'chat', id, from: undefined, to, children });
}

type Words = JingleMessage extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'extensions' | 'sessionId'>
    : never
  : never;

export function reasonElement(condition: JingleReason) {
  return { condition, text: undefined, alternativeSessionId: undefined, extensions: [] };
}

/** One fingerprint per content, as the list that received elements have too. */
export function onTheWire(
  jingle: JingleDescription<ReceivedFingerprint>,
): JingleDescription<readonly ReceivedFingerprint[]> {
  const contents = jingle.contents.map((content): JingleContent<readonly ReceivedFingerprint[]> => {
    const { transport } = content;
    if (transport === undefined) return { ...content, transport };
    return { ...content, transport: { ...transport, fingerprint: [transport.fingerprint] } };
  });
  return { contents, groups: jingle.groups };
}

/** Candidates that were held one by one leave together: one content element each. */
function mergeByName(contents: readonly JingleContent<[]>[]): readonly JingleContent<[]>[] {
  const merged = new Map<string, JingleContent<[]>>();
  for (const content of contents) {
    const before = merged.get(content.name);
    const { transport } = content;
    if (before?.transport === undefined || transport === undefined) merged.set(content.name, content);
    else {
      const candidates = [...before.transport.candidates, ...transport.candidates];
      merged.set(content.name, { ...before, transport: { ...before.transport, candidates } });
    }
  }
  return [...merged.values()];
}
