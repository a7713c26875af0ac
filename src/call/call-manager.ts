/**
 * The calls of one account: what an application holds, and what it feeds.
 *
 * Everything that arrives goes in through `receive`; everything that leaves goes out through the ports and `report`.
 * The manager looks up, classifies and carries out; it decides nothing that the machines do not.
 */
import type { ProposalFacts } from '../../machines/between-calls.ts';
import type { CallInput, Policy } from '../../machines/context.ts';
import type { TrustLevel } from '../../machines/events.ts';
import { UsageError } from '../base/errors.ts';
import { MAX_RINGING_CALLS, MAX_SILENT_CALLS } from '../base/limits.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import type { BareJid } from '../jid.ts';
import type { OmemoDeviceKey } from '../omemo/port.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import type { XmlElement } from '../xml/element.ts';
import type { XmlFault } from '../xml/fault.ts';
import { parseXml } from '../xml/parse.ts';
import { Call } from './call.ts';
import type { CallOptions } from './call.ts';
import { CallIndex } from './call-index.ts';
import { busyReject } from './call-wire.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
import type { CallEnvironment } from './environment.ts';
import { OwnDevice } from './own-device.ts';
import { guardedOmemo } from './guarded.ts';
import type { Wire } from './ports.ts';
import type { AnswerOptions, CallManagerOptions, CallManagerStats, PlaceCallOptions } from './options.ts';
import type { CallKey } from './reports.ts';
import { Requests } from './requests.ts';
import { routeStanza } from './route-stanza.ts';
import { drop } from './routing.ts';
import type { Proposal, Routing } from './routing.ts';
import { systemClock, systemIds } from './system.ts';
import { Turns } from './turns.ts';
import { WorkInProgress } from './work-in-progress.ts';

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
    this.#environment = this.#createEnvironment();
    this.#routing = {
      environment: this.#environment,
      index: this.#index,
      ownAccount: bareOf(options.account),
      proposalFacts: (proposal) => this.#proposalFacts(proposal),
      startIncoming: (proposal) => this.#startIncoming(proposal),
      rejectBusy: ({ from, sessionId }) => {
        const { wire, ids } = this.#environment;
        this.#index.remember(bareOf(from), sessionId, 'shared');
        wire.send(busyReject(from, sessionId, ids));
      },
    };
    const { omemo } = this.#environment;
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
   * @throws UsageError `callInProgress` while there is a call with that contact; `badMedia`; `contradictoryPolicy`;
   *   `tooManyCalls`; `closed`
   */
  placeCall({ to, media, policy = this.#policyFor(to), omemo = 'enabled' }: PlaceCallOptions): CallKey {
    if (media.length === 0 || new Set(media).size !== media.length) {
      throw new UsageError('badMedia', 'media: name at least one kind, and each at most once');
    }
    if (this.#closed) throw new UsageError('closed', 'the account is closed');
    // A call whose end is being reported this moment is over: its application may redial from there.
    if ([...this.#index.withAccount(to)].some((call) => !call.ended)) {
      throw new UsageError('callInProgress', `there is a call with ${to} already; end it first`);
    }
    if (this.#index.isFull) throw new UsageError('tooManyCalls', 'the account has as many calls as it can hold');
    const input = this.#inputFor(to, policy, omemo);
    if (policy === 'require' && input.omemo === 'disabled') throw withoutOmemo();
    const sessionId = this.#environment.ids.newSessionId();
    this.#begin({ role: 'caller', sessionId, peer: to, media, input });
    return { peer: to, sessionId };
  }

  /**
   * Takes an incoming call. What the offer may then hold is exactly the media that was proposed.
   *
   * @throws UsageError `noSuchCall`; `notRinging` where there is nothing to accept; `contradictoryPolicy`
   */
  accept(key: CallKey, { omemo = 'enabled' }: AnswerOptions = {}): void {
    const call = this.#ringing(key);
    if (call.policy === 'require' && (omemo === 'disabled' || this.#options.omemo === undefined)) throw withoutOmemo();
    call.dispatch({ event: { type: 'local.accept', omemo } });
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
   * Records what the user thinks of a device's key, and tells it to every call bound to that key. Name the key that was
   * compared: the one in the verdict. A device may have shown another before.
   *
   * @throws UsageError `noOmemo`
   */
  async setTrust(key: OmemoDeviceKey, level: TrustLevel): Promise<Result<void, { readonly kind: 'storeFailed' }>> {
    const { omemo } = this.#environment;
    if (omemo === undefined) throw new UsageError('noOmemo', 'this account has no OMEMO');
    const recorded = await omemo.setTrust(key, level);
    if (recorded.ok) for (const call of [...this.#index.withAccount(key.account)]) call.trustMayHaveChanged();
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
    const { turns, requests } = this.#environment;
    this.#closed = true;
    turns.clear();
    requests.close();
    for (const call of [...this.#index.all()]) call.abandon();
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
    const { size, isFull, ringing, silent } = this.#index;
    const presence = this.#presenceFor(contact);
    const hasNoRoom = isFull || ringing >= MAX_RINGING_CALLS || (presence === 'hidden' && silent >= MAX_SILENT_CALLS);
    return {
      during: ofContact > 0 ? 'callWithSameContact' : size > silent ? 'callWithOther' : 'none',
      sessionId: isKnown ? 'known' : 'new',
      room: hasNoRoom ? 'full' : 'free',
      whenBusy: this.#options.whenBusy ?? 'reject',
      presence,
    };
  }

  #inputFor(contact: BareJid, policy: Policy, omemo: 'disabled' | 'enabled'): CallInput {
    return {
      policy,
      omemo: this.#options.omemo === undefined ? 'disabled' : omemo,
      presence: this.#presenceFor(contact),
    };
  }

  #presenceFor(contact: BareJid): 'hidden' | 'shared' {
    return this.#options.sharesPresenceWith?.(contact) === true ? 'shared' : 'hidden';
  }

  #policyFor(contact: BareJid): Policy {
    const { policy = 'opportunistic' } = this.#options;
    return typeof policy === 'function' ? policy(contact) : policy;
  }

  #find({ peer, sessionId }: CallKey): Call {
    const call = this.#index.withContact(peer, sessionId);
    if (call === undefined || call.ended) throw new UsageError('noSuchCall', 'there is no such call, or it has ended');
    return call;
  }

  #ringing(key: CallKey): Call {
    const call = this.#find(key);
    if (!call.expects('local.accept')) throw new UsageError('notRinging', 'the call is not ringing here');
    return call;
  }

  #createEnvironment(): CallEnvironment {
    const { account, omemo, media, report, trace, inspect } = this.#options;
    const { clock = systemClock, ids = systemIds } = this.#options;
    const turns = new Turns();
    // The one way out: nothing passes it once the account is closed.
    const outwards = (run: () => void) => {
      if (!this.#closed) turns.outside(run);
    };
    const wire: Wire = { send: (stanza) => outwards(() => this.#options.wire.send(stanza)) };
    return {
      account,
      wire,
      omemo: omemo === undefined ? undefined : guardedOmemo(omemo),
      media,
      clock,
      ids,
      inspect,
      report: (told) => outwards(() => report(told)),
      trace: trace === undefined ? undefined : (entry) => outwards(() => trace(entry)),
      deadlines: { ...DEFAULT_DEADLINES, ...this.#options.deadlines },
      requests: new Requests({ account, wire, clock, ids }),
      turns,
      track: (work) => this.#work.track(work),
      certificatesOfOtherCalls: (contact, except) =>
        [...this.#index.withAccount(contact)].flatMap(({ data }) =>
          data.sessionId === except ? [] : [data.remoteCertificate, data.localCertificate].filter(isPresent),
        ),
      messageSent: (messageId, to, sessionId) => this.#index.noteMessage(messageId, bareOf(to), sessionId),
      ended: (call) => this.#index.end(call),
      bundleMayHaveChanged: () => this.#ownDevice?.publishBundleIfChanged(),
    };
  }
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function withoutOmemo(): UsageError {
  return new UsageError('contradictoryPolicy', 'the policy `require` needs OMEMO, which is off for this call');
}
