/**
 * The calls of one account: what an application holds, and what it feeds.
 *
 * Everything that arrives goes in through `receive`; everything that leaves goes out through the ports and `report`.
 * The manager looks up, classifies and carries out; it decides nothing that the machines do not.
 */
import type { Inspect } from '../../machines/actor.ts';
import type { ProposalFacts, WhenBusy } from '../../machines/between-calls.ts';
import type { CallInput, Policy } from '../../machines/context.ts';
import type { TrustLevel } from '../../machines/events.ts';
import { UsageError } from '../base/errors.ts';
import { MAX_RINGING_CALLS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import type { BareJid, FullJid } from '../jid.ts';
import type { Media } from '../media/port.ts';
import type { Omemo, OmemoDevice } from '../omemo/port.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import type { XmlElement } from '../xml/element.ts';
import type { XmlFault } from '../xml/fault.ts';
import { parseXml } from '../xml/parse.ts';
import { Call } from './call.ts';
import type { CallOptions } from './call.ts';
import { CallIndex } from './call-index.ts';
import { busyReject } from './call-wire.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
import type { Deadlines } from './deadlines.ts';
import type { CallEnvironment } from './environment.ts';
import { OwnDevice } from './own-device.ts';
import type { Clock, Ids, Wire } from './ports.ts';
import type { CallKey, CallReport } from './reports.ts';
import { Requests } from './requests.ts';
import { routeStanza } from './route-stanza.ts';
import { drop } from './routing.ts';
import type { Proposal, Routing } from './routing.ts';
import { systemClock, systemIds } from './system.ts';
import type { TraceEntry } from './trace.ts';
import { Turns } from './turns.ts';
import { WorkInProgress } from './work-in-progress.ts';

export interface CallManagerOptions {
  /** Our own resource, as the server bound it. */
  readonly account: FullJid;
  readonly wire: Wire;
  readonly media: Media;
  /** Undefined: no call announces a device or encrypts, and each verdict says `disabled`. */
  readonly omemo: Omemo | undefined;
  /** Told everything, in order. May call the manager back at once. */
  readonly report: (report: CallReport) => void;
  /** Gets each step of each call, for a log or an inspector. */
  readonly trace?: (entry: TraceEntry) => void;
  /** XState inspection of every call's machine: see docs/guides/inspector.md. Costs a live actor a call. */
  readonly inspect?: Inspect;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /**
   * For incoming calls, and those placed without a policy of their own. Default `opportunistic`, the draft's own rule.
   */
  readonly policy?: Policy | ((contact: BareJid) => Policy);
  readonly deadlines?: Partial<Deadlines>;
  /** Whether this account may see that we are online: it then gets `ringing`. Default: nobody. */
  readonly sharesPresenceWith?: (contact: BareJid) => boolean;
  /** A further contact proposes during a call. Default `reject`. */
  readonly whenBusy?: WhenBusy;
}

export interface PlaceCallOptions {
  readonly to: BareJid;
  /** At least one, each kind at most once. */
  readonly media: MediaKinds;
  readonly policy?: Policy;
  /** `disabled`: this call does not encrypt its fingerprints, whatever the callee announces. */
  readonly omemo?: 'disabled' | 'enabled';
}

export interface AnswerOptions {
  /** `disabled`: this call announces no device and takes only a plain offer. */
  readonly omemo?: 'disabled' | 'enabled';
}

export interface CallManagerStats {
  /** Calls not ended. */
  readonly calls: number;
  /** Candidates held. */
  readonly buffered: number;
  /** Deadlines running. */
  readonly timers: number;
  /** Own requests without an answer. */
  readonly pending: number;
  /** Ids of ended calls kept against replays. */
  readonly remembered: number;
}

export class CallManager {
  readonly #options: CallManagerOptions;
  readonly #environment: CallEnvironment;
  readonly #index = new CallIndex();
  readonly #work = new WorkInProgress();
  readonly #routing: Routing;
  readonly #ownDevice: OwnDevice | undefined;
  #closed = false;

  constructor(options: CallManagerOptions) {
    this.#options = options;
    const { omemo } = options;
    this.#environment = this.#createEnvironment();
    this.#routing = {
      environment: this.#environment,
      index: this.#index,
      ownAccount: bareOf(options.account),
      proposalFacts: (proposal) => this.#proposalFacts(proposal),
      startIncoming: (proposal) => this.#startIncoming(proposal),
      rejectBusy: ({ from, sessionId }) => options.wire.send(busyReject(from, sessionId, this.#environment.ids)),
    };
    this.#ownDevice = omemo === undefined ? undefined : new OwnDevice(this.#environment, omemo);
  }

  /** Publishes our OMEMO device and its bundle. Once, when the connection is up; calls do not wait for it. */
  start(): void {
    this.#ownDevice?.publish();
  }

  /**
   * Takes a stanza as the server delivered it.
   *
   * @param stanza  as text, which is checked strictly; or as an element from `parseXml` or an adapter
   * @returns whether it was about calls and needs nothing more from the application, or why the text is no stanza
   */
  receive(stanza: XmlElement | string): Result<'handled' | 'notOurs', XmlFault> {
    const parsed = typeof stanza === 'string' ? parseXml(stanza, { defaultNamespace: NS_CLIENT }) : ok(stanza);
    if (!parsed.ok) {
      drop(this.#routing, 'unreadableXml');
      return parsed;
    }
    if (this.#closed) return ok('notOurs');
    return ok(routeStanza(this.#routing, parsed.value) ? 'handled' : 'notOurs');
  }

  /**
   * Calls a contact.
   *
   * @throws UsageError `callInProgress` while there is a call with that contact; `badMedia`; `contradictoryPolicy`
   */
  placeCall({ to, media, policy = this.#policyFor(to), omemo = 'enabled' }: PlaceCallOptions): CallKey {
    if (media.length === 0 || new Set(media).size !== media.length) {
      throw new UsageError('badMedia', 'media: name at least one kind, and each at most once');
    }
    if (this.#index.withAccount(to).size > 0) {
      throw new UsageError('callInProgress', `there is a call with ${to} already; end it first`);
    }
    if (this.#index.isFull) throw new UsageError('tooManyCalls', 'the account has as many calls as it can hold');
    const input = this.#inputFor(to, policy, omemo);
    if (policy === 'require' && input.omemo === 'disabled') {
      throw new UsageError('contradictoryPolicy', 'the policy `require` needs OMEMO, which is off for this call');
    }
    const sessionId = this.#environment.ids.newSessionId();
    this.#begin({ role: 'caller', sessionId, peer: to, media, input });
    return { peer: to, sessionId };
  }

  /**
   * Takes an incoming call. What the offer may then hold is exactly the media that was proposed.
   *
   * @throws UsageError `noSuchCall`; `notRinging` where there is nothing to accept
   */
  accept(key: CallKey, { omemo = 'enabled' }: AnswerOptions = {}): void {
    this.#ringing(key).dispatch({ event: { type: 'local.accept', omemo } });
  }

  /**
   * Declines an incoming call.
   *
   * @throws UsageError `noSuchCall`; `notRinging`
   */
  reject(key: CallKey): void {
    this.#ringing(key).dispatch({ event: { type: 'local.reject' } });
  }

  /**
   * Ends a call in any state.
   *
   * @throws UsageError `noSuchCall`, also for a call that has ended
   */
  hangUp(key: CallKey): void {
    this.#find(key).dispatch({ event: { type: 'local.hangUp' } });
  }

  /**
   * Records what the user thinks of a device's key, and tells it to every call bound to that key.
   *
   * @throws UsageError `noOmemo`
   */
  async setTrust(device: OmemoDevice, level: TrustLevel): Promise<Result<void, { readonly kind: 'storeFailed' }>> {
    const { omemo } = this.#options;
    if (omemo === undefined) throw new UsageError('noOmemo', 'this account has no OMEMO');
    const recorded = await omemo.setTrust(device, level);
    if (recorded.ok) for (const call of [...this.#index.withAccount(device.account)]) call.trustMayHaveChanged();
    return recorded;
  }

  /** Settles when no cryptography and no order to a media engine is under way. Time and stanzas are not waited for. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  stats(): CallManagerStats {
    let buffered = 0;
    let timers = 0;
    for (const { data } of this.#index.all()) {
      buffered += data.held.candidates;
      timers += data.held.timers;
    }
    const { size: calls, remembered } = this.#index;
    return { calls, buffered, timers, pending: this.#environment.requests.size, remembered };
  }

  /** Forgets every call without a word to anyone. Nothing is reported or sent afterwards. */
  close(): void {
    this.#closed = true;
    for (const call of [...this.#index.all()]) call.abandon();
    this.#environment.requests.clear();
  }

  #begin(options: CallOptions): void {
    const call = new Call(this.#environment, options);
    this.#index.add(call);
    call.start();
  }

  #startIncoming({ from, sessionId, media }: Proposal): void {
    const contact = bareOf(from);
    const input = this.#inputFor(contact, this.#policyFor(contact), 'enabled');
    this.#begin({ role: 'callee', sessionId, peer: from, media, input });
  }

  #proposalFacts({ from, sessionId }: Proposal): ProposalFacts {
    const contact = bareOf(from);
    const ofContact = this.#index.withAccount(contact).size;
    const isKnown = this.#index.withContact(contact, sessionId) !== undefined || this.#index.isOver(contact, sessionId);
    const others = this.#index.size - ofContact;
    return {
      during: ofContact > 0 ? 'callWithSameContact' : others > 0 ? 'callWithOther' : 'none',
      sessionId: isKnown ? 'known' : 'new',
      room: this.#index.isFull || this.#index.ringing >= MAX_RINGING_CALLS ? 'full' : 'free',
      whenBusy: this.#options.whenBusy ?? 'reject',
    };
  }

  #inputFor(contact: BareJid, policy: Policy, omemo: 'disabled' | 'enabled'): CallInput {
    const presence = this.#options.sharesPresenceWith?.(contact) === true ? 'shared' : 'hidden';
    return { policy, omemo: this.#options.omemo === undefined ? 'disabled' : omemo, presence };
  }

  #policyFor(contact: BareJid): Policy {
    const { policy = 'opportunistic' } = this.#options;
    return typeof policy === 'function' ? policy(contact) : policy;
  }

  #find({ peer, sessionId }: CallKey): Call {
    const call = this.#index.withContact(peer, sessionId);
    if (call === undefined) throw new UsageError('noSuchCall', 'there is no such call, or it has ended');
    return call;
  }

  #ringing(key: CallKey): Call {
    const call = this.#find(key);
    if (!call.expects('local.accept')) throw new UsageError('notRinging', 'the call is not ringing here');
    return call;
  }

  #createEnvironment(): CallEnvironment {
    const { account, wire, omemo, media, report, trace = () => {}, inspect } = this.#options;
    const { clock = systemClock, ids = systemIds } = this.#options;
    return {
      account,
      wire,
      omemo,
      media,
      clock,
      ids,
      inspect,
      report,
      trace,
      deadlines: { ...DEFAULT_DEADLINES, ...this.#options.deadlines },
      requests: new Requests({ account, wire, clock, ids }),
      turns: new Turns(),
      track: (work) => this.#work.track(work),
      certificatesOfOtherCalls: (contact, except) =>
        [...this.#index.withAccount(contact)].flatMap(({ data }) =>
          data.sessionId === except || data.remoteCertificate === undefined ? [] : [data.remoteCertificate],
        ),
      messageSent: (messageId, to, sessionId) => this.#index.noteMessage(messageId, bareOf(to), sessionId),
      ended: (call) => this.#index.end(call),
      bundleMayHaveChanged: () => this.#ownDevice?.publishBundleIfChanged(),
    };
  }
}
