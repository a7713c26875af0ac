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
import type { FullJid, Jid } from '../jid.ts';
import type { OmemoDeviceKey } from '../omemo/port.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import { NS_CLIENT } from '../xml/namespaces.ts';
import type { XmlElement } from '../xml/element.ts';
import type { XmlFault } from '../xml/fault.ts';
import { parseXml } from '../xml/parse.ts';
import { readAccount, writeAccount } from './account-snapshot.ts';
import type { AccountSnapshot, AccountState, SnapshotFault } from './account-snapshot.ts';
import { Call } from './call.ts';
import { CallIndex } from './call-index.ts';
import { ChangeCommands } from './change-commands.ts';
import { createEnvironment } from './create-environment.ts';
import type { CallEnvironment } from './environment.ts';
import { createDeciders } from './deciders.ts';
import { type CallContent, contentsOf, informOfHold, informOfMute } from './inform.ts';
import { OwnDevice } from './own-device.ts';
import type { AnswerOptions, CallManagerOptions, CallManagerStats, PlaceCallOptions } from './options.ts';
import type { HoldOptions, MuteOptions } from './options.ts';
import { placeCall, requireConsistent } from './place-call.ts';
import type { CallKey } from './reports.ts';
import { routeStanza } from './route-stanza.ts';
import { drop } from './routing.ts';
import type { Routing } from './routing.ts';
import { CallSettings } from './settings.ts';
import { WorkInProgress } from './work-in-progress.ts';

export class CallManager {
  readonly #environment: CallEnvironment;
  readonly #index: CallIndex;
  readonly #work = new WorkInProgress();
  readonly #settings: CallSettings;
  readonly #routing: Routing;
  readonly #ownDevice: OwnDevice | undefined;
  /** What can be changed in a running call. */
  readonly changes = new ChangeCommands((key) => this.#find(key));
  #closed = false;

  /** @param state  only for `restore`, which has read it */
  constructor(options: CallManagerOptions, state?: AccountState) {
    this.#settings = new CallSettings(options);
    this.#index = new CallIndex(state?.over);
    const isClosed = () => this.#closed;
    const parts = { index: this.#index, work: this.#work, isClosed, ownDevice: () => this.#ownDevice };
    this.#environment = createEnvironment(options, parts, state);
    this.#routing = {
      environment: this.#environment,
      index: this.#index,
      ownAccount: bareOf(options.account),
      ...createDeciders(this.#environment, this.#index, this.#settings, state?.past),
    };
    const { omemo } = this.#environment;
    const isStale = options.isStaleDevice ?? (() => false);
    this.#ownDevice =
      omemo === undefined ? undefined : new OwnDevice(this.#environment, omemo, isStale, state?.ownDevice);
    if (state !== undefined) this.#resume(state);
  }

  /**
   * A call manager that goes on with the calls of a snapshot, in another process as a rule: what it sends and reports
   * afterwards is what the one before would have sent and reported. Deadlines that passed meanwhile ring at once, in
   * order; nothing is sent or reported before this function has returned.
   *
   * A call whose media session the engine cannot go on with ends with `connectivity-error`: see `Media.restore`.
   *
   * @param options   as for a new one: nothing of them is in a snapshot
   * @param snapshot  from `snapshot`, or its JSON text. It may be damaged: then the answer says where
   */
  static restore(options: CallManagerOptions, snapshot: unknown): Result<CallManager, SnapshotFault> {
    const state = readAccount(snapshot, options.account, options.omemo?.ownDevice.deviceId);
    return state.ok ? ok(new CallManager(options, state.value)) : state;
  }

  /** Our own resource, as the server bound it last. */
  get account(): FullJid {
    return this.#environment.account;
  }

  /** Publishes our OMEMO device and its bundle. Once, when the connection is up; calls do not wait for it. */
  start(): void {
    this.#environment.services.freshen();
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
   * Calls a contact, or one resource of it. Of our own account another resource can be called, by its full JID.
   *
   * @throws UsageError `ownAccount` for our own account or address; `callInProgress` while there is a call with that
   *   contact; `badMedia`; `contradictoryPolicy`; `tooManyCalls`; `closed`
   */
  placeCall(options: PlaceCallOptions): CallKey {
    if (this.#closed) throw new UsageError('closed', 'the account is closed');
    return placeCall(options, this.#environment, this.#index, this.#settings);
  }

  /**
   * Takes an incoming call. What the offer may then hold is exactly the media that was proposed.
   *
   * @throws UsageError `noSuchCall`; `notRinging` where there is nothing to accept; `contradictoryPolicy`
   */
  accept(key: CallKey, { omemo = 'enabled' }: AnswerOptions = {}): void {
    const call = this.#find(key);
    if (!call.expects('local.accept')) throw new UsageError('notRinging', 'the call is not ringing here');
    requireConsistent(call.policy, this.#settings.omemoFor(omemo));
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
    requireConsistent(call.policy, this.#settings.omemoFor(omemo));
    this.#routing.proposals.migrate(call, omemo);
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
   * Ends a call in any state. One that still rings here is declined, as by `reject`.
   *
   * @throws UsageError `noSuchCall`, also for a call that has ended
   */
  hangUp(key: CallKey): void {
    this.#find(key).dispatch({ event: { type: 'local.hangUp' } });
  }

  /** What a call has now, by the names that `mute` and `peerInfo` go by. @throws UsageError `noSuchCall` */
  contents(key: CallKey): readonly CallContent[] {
    return contentsOf(this.#find(key));
  }

  /**
   * Tells the peer that the user sends nothing in a content for now, or does again. It does not tell the media engine.
   *
   * @throws UsageError `noSuchCall`; `noSession` before there is a Jingle session; `noSuchContent`
   */
  mute(key: CallKey, options: MuteOptions): void {
    informOfMute(this.#find(key), options);
  }

  /**
   * Tells the peer that the user does not listen for now, or does again.
   *
   * @throws UsageError `noSuchCall`; `noSession` before there is a Jingle session
   */
  hold(key: CallKey, { held }: HoldOptions): void {
    informOfHold(this.#find(key), held ? 'hold' : 'unhold');
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

  /** The connection is lost, and may come back. What calls send waits until then; nothing else changes. */
  connectionLost(): void {
    this.#environment.connection.lose();
  }

  /** It is back, and the server has kept its side of it: what waited is sent. */
  connectionResumed(): void {
    const { turns, connection } = this.#environment;
    turns.whenIdle(() => connection.resume());
  }

  /**
   * There is another in its place. Whoever we were in a call with knows the old one: all calls end, with `gone`.
   *
   * @param account  our own resource, as the server bound it now
   */
  connectionReplaced(account: FullJid): void {
    const { turns, connection, requests } = this.#environment;
    turns.whenIdle(() => {
      connection.renew(account);
      for (const call of [...this.#index.all()]) call.dispatch({ event: { type: 'connection.gone' } });
      turns.whenIdle(() => requests.loseAnswers());
    });
  }

  /** Settles when no cryptography and no order to a media engine is under way. Time and stanzas are not waited for. */
  settled(): Promise<void> {
    return this.#work.settled();
  }

  /** Every call that has not ended, with its peer as far as that is known. `asks`: it waits for the user's word. */
  calls(): readonly { readonly peer: Jid; readonly sessionId: SessionId; readonly asks: boolean }[] {
    return [...this.#index.all()]
      .filter((call) => !call.ended)
      .map(({ asks, data: { peer, sessionId } }) => ({ peer, sessionId, asks }));
  }

  /**
   * All calls as JSON, to be kept and handed to `restore`. Can be asked for at any time, and is taken at the next
   * moment in which no cryptography and no order to a media engine is under way; nothing changes by it.
   *
   * It holds no key and no OMEMO session: see docs/guides/snapshot.md for what it holds, and how to keep it.
   *
   * @throws UsageError `closed`, as a rejection
   */
  async snapshot(): Promise<AccountSnapshot> {
    // The first time even if nothing is under way: who asks from inside a report gets the step as a whole.
    do await this.#work.settled();
    while (this.#work.isUnderWay);
    if (this.#closed) throw new UsageError('closed', 'the account is closed');
    const { account, requests, alarms, connection } = this.#environment;
    return writeAccount(account, {
      calls: [...this.#index.all()].map((call) => call.write()),
      over: this.#index.write(),
      requests: requests.write(),
      ownDevice: this.#ownDevice?.write() ?? null,
      alarms: alarms.write(),
      held: connection.write(),
      past: this.#routing.pastCalls.write(),
    });
  }

  stats(): CallManagerStats {
    const { size: calls, held, remembered } = this.#index;
    const buffered = this.#environment.connection.held + this.#routing.pastCalls.size + held.candidates;
    return { calls, buffered, timers: held.timers, pending: this.#environment.requests.ofCalls, remembered };
  }

  /** Forgets every call without a word to anyone. Nothing is reported or sent afterwards. */
  close(): void {
    const { turns, requests } = this.#environment;
    this.#closed = true;
    turns.clear();
    requests.close();
    for (const call of [...this.#index.all()]) call.abandon();
  }

  #find({ peer, sessionId }: CallKey): Call {
    const call = this.#index.withContact(peer, sessionId);
    if (call === undefined || call.ended) throw new UsageError('noSuchCall', 'there is no such call, or it has ended');
    return call;
  }

  #resume({ calls }: AccountState): void {
    const { alarms, track } = this.#environment;
    for (const state of calls) {
      const call = Call.restore(this.#environment, state);
      this.#index.add(call);
      // The user may have decided on a key while no process was there to tell the call.
      if (call.hasOldTrust) track(Promise.resolve().then(() => call.trustMayHaveChanged()));
    }
    alarms.begin();
  }
}
