/**
 * Calls that were proposed while we were not there: gathered from the archive until its answer ends, or held back on
 * their way. Finds the facts, has `machines/past-calls.ts` decide, and carries the decision out.
 *
 * The embedder asks the archive; here its answers are read. Nothing in an archive can answer a call of ours or name a
 * device: who answers is there. Whether a result is of our own archive has been checked before.
 *
 * Spec: XEP-0313 1.1.3 #sync #query-paging; XEP-0353 0.8.0 #proceed; XEP-0203 2.0 #protocol.
 */
import { decidePastCall } from '../../machines/past-calls.ts';
import type { PastCallDecision, PastCallFacts } from '../../machines/past-calls.ts';
import { assertNever } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { MAX_PAST_CALLS, MAX_WORDS_OF_PAST_CALL } from '../base/limits.ts';
import { bareOf } from '../jid.ts';
import type { BareJid, FullJid, Jid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { JingleReasonElement } from '../stanzas/jingle.ts';
import type { JingleMessage } from '../stanzas/jingle-message.ts';
import type { CallIndex } from './call-index.ts';
import { endedOf } from './end-reason.ts';
import type { CallEnvironment } from './environment.ts';
import { writePastCalls } from './past-calls-state.ts';
import type { DecisiveWord, PastCall, PastCallsState, PastProposal, PastWord } from './past-calls-state.ts';
import type { Proposals } from './proposals.ts';
import type { CallSettings } from './settings.ts';

/** The order in which words count where there are several: what our user did comes before what the caller said. */
const BY_WEIGHT: readonly DecisiveWord[] = ['ownAccept', 'ownReject', 'retract', 'finish'];

/** One Jingle message with its frame, as it was when it was received. */
export interface PastMessage {
  readonly from: FullJid;
  readonly to: Jid | undefined;
  readonly word: JingleMessage;
  readonly stampMs: number;
}

export class PastCalls {
  readonly #environment: CallEnvironment;
  readonly #index: CallIndex;
  readonly #settings: CallSettings;
  readonly #proposals: Proposals;
  readonly #ownAccount: BareJid;
  /** In the order in which they were first heard of. */
  #calls = new Map<string, PastCall>();
  /** Words of our own resources that name a call by its id alone. */
  #ownWords = new Map<SessionId, PastWord>();

  constructor(
    environment: CallEnvironment,
    index: CallIndex,
    settings: CallSettings,
    proposals: Proposals,
    state: PastCallsState = { calls: [], ownWords: [] },
  ) {
    this.#environment = environment;
    this.#index = index;
    this.#settings = settings;
    this.#proposals = proposals;
    this.#ownAccount = bareOf(environment.account);
    for (const call of state.calls) this.#calls.set(keyOf(call), call);
    for (const { sessionId, word } of state.ownWords) this.#ownWords.set(sessionId, word);
  }

  write(): JsonValue {
    const ownWords = [...this.#ownWords].map(([sessionId, word]) => ({ sessionId, word }));
    return writePastCalls({ calls: [...this.#calls.values()], ownWords });
  }

  /** Proposals gathered whose catch-up has not ended. */
  get size(): number {
    return [...this.#calls.values()].filter(({ proposal }) => proposal !== undefined).length;
  }

  /** Whether the archive has told of a proposal, and not yet all that was said about it. */
  isGathering(contact: BareJid, sessionId: SessionId): boolean {
    return this.#calls.get(keyOf({ contact, sessionId }))?.proposal !== undefined;
  }

  /** Gathers a message of the archive. What it means is told when the answer has ended: there may be a later word. */
  gather(message: PastMessage): void {
    const { from, word } = message;
    const { sessionId } = word;
    const isOwn = bareOf(from) === this.#ownAccount;
    const contact = isOwn ? message.to && bareOf(message.to) : bareOf(from);
    if (word.verb === 'propose') {
      // What another resource of ours proposed is that resource's call.
      if (isOwn || contact === undefined) return;
      const { media } = word;
      const call = this.#callOf(contact, sessionId);
      const proposal = call.proposal ?? { from, media, stampMs: message.stampMs };
      return this.#keep({ ...call, proposal });
    }
    const kind = isOwn ? ownMeaning(word) : peerMeaning(word);
    if (kind === undefined) return;
    const { condition, text } = ('reason' in word ? word.reason : undefined) ?? NO_REASON;
    const past = { from, kind, condition, text };
    if (isOwn && (contact === undefined || contact === this.#ownAccount)) this.#noteOwnWord(sessionId, past);
    else if (contact !== undefined) this.#noteWord(contact, sessionId, past);
  }

  /** The archive has told all: what became of each call is told now, the oldest first. */
  settle(): void {
    const gathered = [...this.#calls.values()];
    const ownWords = this.#ownWords;
    this.#calls = new Map();
    this.#ownWords = new Map();
    const proposed = gathered.flatMap((call) =>
      call.proposal === undefined ? [] : [{ call, proposal: call.proposal }],
    );
    proposed.sort((one, other) => one.proposal.stampMs - other.proposal.stampMs);
    for (const { call, proposal } of proposed) this.#tell(call, proposal, wordsAbout(call, ownWords));
  }

  /** A proposal that was held back on its way, and comes alone. */
  takeDelayed(sessionId: SessionId, proposal: PastProposal): void {
    const call = this.#callOf(bareOf(proposal.from), sessionId);
    this.#tell(call, proposal, wordsAbout(call, this.#ownWords));
  }

  #tell(
    { contact, sessionId }: Pick<PastCall, 'contact' | 'sessionId'>,
    { from, media, stampMs }: PastProposal,
    words: readonly PastWord[],
  ): void {
    const word = decisiveOf(words, from);
    const ageMs = Math.max(0, this.#environment.clock.now() - stampMs);
    const facts: PastCallFacts = {
      sessionId: this.#index.isKnown(contact, sessionId) ? 'known' : 'new',
      word: word?.kind ?? 'none',
      age: ageMs < this.#settings.ringsWithinMs ? 'young' : ageMs < this.#settings.tellsWithinMs ? 'old' : 'tooOld',
    };
    const decision = decidePastCall(facts);
    this.#trace(from, sessionId, facts, decision);
    const call = { sessionId, peer: from };
    const isOver = decision !== 'ignore' && decision !== 'propose';
    if (isOver) this.#index.remember(contact, sessionId, this.#settings.presenceFor(contact));
    switch (decision) {
      case 'ignore':
        return;
      case 'propose':
        return void this.#proposals.take({ from, sessionId, media, ageMs });
      case 'tellMissed':
        return this.#environment.report({ kind: 'missed', ...call, media, atMs: stampMs, busy: false });
      case 'tellAnsweredElsewhere':
      case 'tellRejectedElsewhere':
        return this.#environment.report({
          kind: 'ended',
          ...call,
          ...endedOf(
            'ownResource',
            decision === 'tellAnsweredElsewhere' ? 'answeredElsewhere' : 'rejectedElsewhere',
            {},
          ),
        });
      case 'tellFinished':
        return this.#environment.report({
          kind: 'ended',
          ...call,
          ...endedOf('peer', word?.condition === undefined ? 'success' : 'given', { reason: reasonOf(word) }),
        });
      default:
        return assertNever(decision);
    }
  }

  #callOf(contact: BareJid, sessionId: SessionId): PastCall {
    const nothingYet = { contact, sessionId, proposal: undefined, words: [] };
    return this.#calls.get(keyOf(nothingYet)) ?? nothingYet;
  }

  #keep(call: PastCall): void {
    this.#calls.set(keyOf(call), call);
    dropOldest(this.#calls);
  }

  #noteWord(contact: BareJid, sessionId: SessionId, word: PastWord): void {
    const call = this.#callOf(contact, sessionId);
    if (call.words.length < MAX_WORDS_OF_PAST_CALL) this.#keep({ ...call, words: [...call.words, word] });
  }

  #noteOwnWord(sessionId: SessionId, word: PastWord): void {
    if (!this.#ownWords.has(sessionId)) this.#ownWords.set(sessionId, word);
    dropOldest(this.#ownWords);
  }

  #trace(peer: FullJid, sessionId: SessionId, facts: PastCallFacts, decision: PastCallDecision): void {
    const { trace, clock } = this.#environment;
    trace?.({ kind: 'decided', atMs: clock.now(), sessionId, peer, about: 'pastCall', facts, decision });
  }
}

/** Words that name the contact, and those of our own resources that do not. */
function wordsAbout({ words, sessionId }: PastCall, ownWords: ReadonlyMap<SessionId, PastWord>): readonly PastWord[] {
  const own = ownWords.get(sessionId);
  return own === undefined ? words : [...words, own];
}

function ownMeaning({ verb }: JingleMessage): DecisiveWord | undefined {
  switch (verb) {
    case 'accept':
    case 'proceed':
    // A call that one of our resources finishes was one of its own.
    case 'finish':
      return 'ownAccept';
    case 'reject':
      return 'ownReject';
    default:
      return undefined;
  }
}

function peerMeaning({ verb }: JingleMessage): DecisiveWord | undefined {
  return verb === 'retract' || verb === 'finish' ? verb : undefined;
}

/** The word that decides. Of the contact only the resource that proposed has one. */
function decisiveOf(words: readonly PastWord[], proposer: FullJid): PastWord | undefined {
  const heard = words.filter(({ from, kind }) => from === proposer || kind === 'ownAccept' || kind === 'ownReject');
  return BY_WEIGHT.map((kind) => heard.find((word) => word.kind === kind)).find((word) => word !== undefined);
}

const NO_REASON = { condition: undefined, text: undefined };

function reasonOf(word: PastWord | undefined): JingleReasonElement | undefined {
  if (word?.condition === undefined) return undefined;
  return { condition: word.condition, text: word.text, alternativeSessionId: undefined, extensions: [] };
}

function dropOldest(calls: Map<string, unknown>): void {
  if (calls.size <= MAX_PAST_CALLS) return;
  const [oldest] = calls.keys();
  if (oldest !== undefined) calls.delete(oldest);
}

// Neither part can hold a line feed, so the pair is unambiguous.
function keyOf({ contact, sessionId }: Pick<PastCall, 'contact' | 'sessionId'>): string {
  return `${contact}\n${sessionId}`;
}
