/**
 * The calls of one account: what an application holds, and what it feeds.
 *
 * Everything that arrives goes in through `receive`; everything that leaves goes out through the ports and `report`.
 * The manager looks up, classifies and carries out; it decides nothing that the machines do not.
 */
import type { TrustLevel } from '../../machines/events.ts';
import { UsageError } from '../base/errors.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import { bareOf } from '../jid.ts';
import type { Jid } from '../jid.ts';
import type { OmemoDeviceKey } from '../omemo/port.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import type { XmlElement } from '../xml/element.ts';
import type { XmlFault } from '../xml/fault.ts';
import { parseXml } from '../xml/parse.ts';
import { Alarms } from './alarms.ts';
import { Call } from './call.ts';
import { CallIndex } from './call-index.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
import type { CallEnvironment } from './environment.ts';
import { OwnDevice } from './own-device.ts';
import { guardedOmemo } from './guarded.ts';
import type { Wire } from './ports.ts';
import type { AnswerOptions, CallManagerOptions, CallManagerStats, PlaceCallOptions } from './options.ts';
import { Proposals } from './proposals.ts';
import type { CallKey } from './reports.ts';
import type { RequestPurpose } from './request-purpose.ts';
import { Requests } from './requests.ts';
import type { RequestOutcome } from './requests.ts';
import { routeStanza } from './route-stanza.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';
import { CallSettings } from './settings.ts';
import { systemClock, systemIds } from './system.ts';
import { Turns } from './turns.ts';
import { WorkInProgress } from './work-in-progress.ts';

export class CallManager {
  readonly #options: CallManagerOptions;
  readonly #environment: CallEnvironment;
  readonly #index = new CallIndex();
  readonly #work = new WorkInProgress();
  readonly #settings: CallSettings;
  readonly #proposals: Proposals;
  readonly #routing: Routing;
  readonly #ownDevice: OwnDevice | undefined;
  #closed = false;

  constructor(options: CallManagerOptions) {
    this.#options = options;
    this.#settings = new CallSettings(options);
    this.#environment = this.#createEnvironment();
    this.#proposals = new Proposals(this.#environment, this.#index, this.#settings);
    this.#routing = {
      environment: this.#environment,
      index: this.#index,
      ownAccount: bareOf(options.account),
      proposals: this.#proposals,
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
  placeCall({
    to,
    media,
    policy = this.#settings.policyFor(to),
    omemo = 'enabled',
    sessionId = this.#environment.ids.newSessionId(),
  }: PlaceCallOptions): CallKey {
    if (media.length === 0 || new Set(media).size !== media.length) {
      throw new UsageError('badMedia', 'media: name at least one kind, and each at most once');
    }
    if (this.#closed) throw new UsageError('closed', 'the account is closed');
    // A call whose end is being reported this moment is over: its application may redial from there.
    if ([...this.#index.withAccount(to)].some((call) => !call.ended)) {
      throw new UsageError('callInProgress', `there is a call with ${to} already; end it first`);
    }
    if (this.#index.isFull) throw new UsageError('tooManyCalls', 'the account has as many calls as it can hold');
    const presence = this.#settings.presenceFor(to);
    const input = { policy, omemo: this.#settings.omemoFor(omemo), presence, occasion: 'call' } as const;
    if (policy === 'require' && input.omemo === 'disabled') throw withoutOmemo();
    const call = new Call(this.#environment, { role: 'caller', sessionId, peer: to, media, input });
    this.#index.add(call);
    call.start();
    return { peer: to, sessionId };
  }

  /**
   * Takes an incoming call. What the offer may then hold is exactly the media that was proposed.
   *
   * @throws UsageError `noSuchCall`; `notRinging` where there is nothing to accept; `contradictoryPolicy`
   */
  accept(key: CallKey, { omemo = 'enabled' }: AnswerOptions = {}): void {
    const call = this.#find(key);
    if (!call.expects('local.accept')) throw new UsageError('notRinging', 'the call is not ringing here');
    this.#requireConsistent(call, omemo);
    call.dispatch({ event: { type: 'local.accept', omemo } });
  }

  /**
   * Goes on in the call that was offered, and ends the one it was offered in. The new one is a call of its own: its
   * device, its key and its verdict are settled anew, under the policy of the one before.
   *
   * @param key  of the call offered: the report's `newSessionId`
   * @throws UsageError `noSuchCall`; `notOffered` where there is no such offer; `contradictoryPolicy`
   */
  migrate(key: CallKey, { omemo = 'enabled' }: AnswerOptions = {}): void {
    const call = this.#find(key);
    if (!call.expects('local.migrate')) throw new UsageError('notOffered', 'the call is no offer to migrate');
    this.#requireConsistent(call, omemo);
    this.#proposals.migrate(call, omemo);
  }

  /**
   * Declines an incoming call, or an offer to migrate.
   *
   * @throws UsageError `noSuchCall`; `notRinging`
   */
  reject(key: CallKey): void {
    const call = this.#find(key);
    if (!call.asks) throw new UsageError('notRinging', 'the call is not ringing here');
    call.dispatch({ event: { type: 'local.reject' } });
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

  /** Every call that has not ended, with its peer as far as that is known. */
  calls(): readonly { readonly peer: Jid; readonly sessionId: SessionId }[] {
    return [...this.#index.all()]
      .filter((call) => !call.ended)
      .map(({ data: { peer, sessionId } }) => ({ peer, sessionId }));
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

  /** Goes on with the answer to a request of ours. The call it was for may have ended meanwhile. */
  #settle(purpose: RequestPurpose, outcome: RequestOutcome): void {
    if (purpose.for === 'ownDevice') this.#ownDevice?.settle(purpose.step, outcome);
    if (purpose.for !== 'call') return;
    this.#index.withContact(purpose.account, purpose.sessionId)?.data.settle(purpose.step, outcome);
  }

  #find({ peer, sessionId }: CallKey): Call {
    const call = this.#index.withContact(peer, sessionId);
    if (call === undefined || call.ended) throw new UsageError('noSuchCall', 'there is no such call, or it has ended');
    return call;
  }

  #requireConsistent({ policy }: Call, omemo: 'disabled' | 'enabled'): void {
    if (policy === 'require' && this.#settings.omemoFor(omemo) === 'disabled') throw withoutOmemo();
  }

  #createEnvironment(): CallEnvironment {
    const { account, omemo, media, report, trace, inspect } = this.#options;
    const { clock = systemClock, ids = systemIds } = this.#options;
    const turns = new Turns();
    const alarms = new Alarms(clock);
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
      alarms,
      inspect,
      report: (told) => outwards(() => report(told)),
      trace: trace === undefined ? undefined : (entry) => outwards(() => trace(entry)),
      deadlines: { ...DEFAULT_DEADLINES, ...this.#options.deadlines },
      requests: new Requests({
        account,
        wire,
        alarms,
        ids,
        settle: (purpose, outcome) => this.#settle(purpose, outcome),
      }),
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
