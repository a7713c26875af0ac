/**
 * What contacts propose, against the calls there are: finds the facts, has `machines/between-calls.ts` decide, and
 * carries the decision out.
 *
 * Spec: XEP-0353 0.8.0 #tie-breaking.
 */
import { decideEarlyWord, decideProposal } from '../../machines/between-calls.ts';
import type { EarlyWordFacts, ProposalFacts } from '../../machines/between-calls.ts';
import type { CallInput } from '../../machines/context.ts';
import { assertNever, invariant } from '../base/errors.ts';
import { bareOf } from '../jid.ts';
import type { BareJid, FullJid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import { covers, isOpenProposal } from './account-calls.ts';
import type { AccountCalls } from './account-calls.ts';
import type { Call, CallOptions } from './call.ts';
import type { CallIndex } from './call-index.ts';
import { rejectUnasked } from './call-wire.ts';
import type { CallEnvironment } from './environment.ts';
import type { CallSettings } from './settings.ts';

/** What a proposal asks for. */
export interface Proposal {
  readonly from: FullJid;
  readonly sessionId: SessionId;
  readonly media: MediaKinds;
  /** How long ago it was made, where it does not come straight from the proposer. */
  readonly ageMs?: number;
}

export class Proposals {
  readonly #environment: CallEnvironment;
  readonly #index: CallIndex;
  readonly #settings: CallSettings;
  readonly #calls: AccountCalls;

  constructor(environment: CallEnvironment, index: CallIndex, settings: CallSettings, calls: AccountCalls) {
    this.#environment = environment;
    this.#index = index;
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Takes a proposal. Says whether anything came of it. */
  take(proposal: Proposal): boolean {
    const { from: peer, sessionId } = proposal;
    const facts = this.#factsOf(proposal);
    const decision = decideProposal(facts);
    const atMs = this.#environment.clock.now();
    this.#environment.trace?.({ kind: 'decided', atMs, sessionId, peer, about: 'proposal', facts, decision });
    switch (decision) {
      case 'ignore':
        return false;
      case 'miss':
        this.#miss(proposal);
        return true;
      case 'rejectBusy':
        this.#reject(proposal, 'busy');
        this.#miss(proposal);
        return true;
      case 'rejectTieBreak':
        this.#reject(proposal, 'tieBreak');
        return true;
      case 'replace':
        this.#replace(proposal, 'replacement');
        return true;
      case 'replaceAsking':
        this.#replace(proposal, 'call');
        return true;
      case 'offerMigration':
        this.#offer(proposal);
        return true;
      case 'ring':
        this.#calls.begin(incoming(proposal, this.#calls.newInput(bareOf(peer)))).start();
        return true;
      default:
        return assertNever(decision);
    }
  }

  /**
   * Takes a word about a call there is not.
   *
   * @param contact  who proposed, or whom ours was said to; undefined where the word does not name a contact
   * @returns whether it is remembered, so that its proposal does not ring
   */
  takeEarlyWord(
    word: EarlyWordFacts['word'],
    sender: 'ours' | 'peer',
    contact: BareJid | undefined,
    sessionId: SessionId,
  ): boolean {
    if (contact === undefined) return false;
    const presence = this.#settings.presenceFor(contact);
    const isContact = presence === 'shared' || this.#index.withAccount(contact).size > 0;
    const facts: EarlyWordFacts = {
      word,
      sender: sender === 'ours' ? 'ours' : isContact ? 'contact' : 'stranger',
      sessionId: this.#isKnown(contact, sessionId) ? 'known' : 'new',
    };
    const decision = decideEarlyWord(facts);
    if (decision === 'ignore') return false;
    this.#index.rememberOvertaken(contact, sessionId, presence);
    const atMs = this.#environment.clock.now();
    this.#environment.trace?.({ kind: 'decided', atMs, sessionId, peer: contact, about: 'earlyWord', facts, decision });
    return true;
  }

  /** Goes on in `offer`, to which the user has consented, and ends what it takes the place of. */
  migrate(offer: Call, omemo: CallInput['omemo']): void {
    const { account, sessionId: successor } = offer.data;
    this.#calls.atOnce(() => {
      // Asked from inside a report, it may have been taken back meanwhile: the running call must not end for it.
      if (!offer.expects('local.migrate')) return;
      const running = [...this.#index.withAccount(account)].filter(({ ended, asks }) => !ended && !asks);
      for (const call of running) call.stepNow({ event: { type: 'between.migrated' }, successor });
      offer.stepNow({ event: { type: 'local.migrate', omemo } });
    });
  }

  #factsOf({ from, sessionId, media }: Proposal): ProposalFacts {
    const contact = bareOf(from);
    const related = this.#calls.relatedTo(contact);
    return {
      sessionId: this.#isKnown(contact, sessionId) ? 'known' : 'new',
      withContact: related === undefined ? 'none' : standingTowards(related, from),
      wins: this.#calls.wins(related, from, sessionId) ? 'ours' : 'theirs',
      media: related !== undefined && covers(related.data.media, media) ? 'covered' : 'more',
      room: this.#calls.roomFor(contact),
      withOthers: this.#calls.besides(contact),
      whenBusy: this.#settings.whenBusy,
      presence: this.#settings.presenceFor(contact),
    };
  }

  /** Whether an id is, or was, a proposal of this contact. Ours may have the same: then it is none of theirs. */
  #isKnown(contact: BareJid, sessionId: SessionId): boolean {
    if (this.#index.isOver(contact, sessionId)) return true;
    const call = this.#index.withContact(contact, sessionId);
    return call !== undefined && !isOpenProposal(call);
  }

  #reject({ from, sessionId }: Proposal, why: 'busy' | 'tieBreak'): void {
    const contact = bareOf(from);
    const { wire, ids } = this.#environment;
    this.#index.remember(contact, sessionId, this.#settings.presenceFor(contact));
    wire.send(rejectUnasked(from, sessionId, why, ids));
  }

  /** What nobody was asked about is told once, whatever comes of it later. */
  #miss({ from: peer, sessionId, media, ageMs = 0 }: Proposal): void {
    const contact = bareOf(peer);
    this.#index.remember(contact, sessionId, this.#settings.presenceFor(contact));
    const atMs = this.#environment.clock.now() - ageMs;
    this.#environment.report({ kind: 'missed', sessionId, peer, media, atMs, busy: true });
  }

  #replace(proposal: Proposal, occasion: 'call' | 'replacement'): void {
    const ours = this.#calls.relatedTo(bareOf(proposal.from));
    invariant(ours !== undefined && isOpenProposal(ours), 'only a proposal that is open is replaced');
    const input = this.#calls.inputInPlaceOf(ours, occasion === 'replacement' ? 'given' : 'asked');
    // It is found before the other has ended: whoever redials from inside that report has a call already.
    const call = this.#calls.begin(incoming(proposal, { ...input, occasion }));
    this.#calls.atOnce(() => {
      ours.stepNow({ event: { type: 'between.replaced' }, successor: proposal.sessionId });
      call.startNow();
    });
  }

  #offer(proposal: Proposal): void {
    const running = this.#calls.relatedTo(bareOf(proposal.from));
    invariant(running !== undefined, 'only what runs is migrated');
    const { account, peer, sessionId } = running.data;
    const input = { ...this.#calls.newInput(account), policy: running.policy, occasion: 'migration' } as const;
    this.#calls.begin({ ...incoming(proposal, input), offeredIn: { peer, sessionId } }).start();
  }
}

function incoming({ from, sessionId, media, ageMs }: Proposal, input: CallInput): CallOptions {
  return { role: 'callee', sessionId, peer: from, media, input, ...(ageMs !== undefined && { ageMs }) };
}

/** Only the resource that took our proposal is known to mean no other call beside it. */
function standingTowards({ standing, data }: Call, from: FullJid): ProposalFacts['withContact'] {
  if (standing === 'taken' && data.peer === from) return 'taken';
  // Who is called directly and proposes has not seen our call yet, or means another.
  return standing === 'taken' || standing === 'calling' ? 'running' : standing;
}
