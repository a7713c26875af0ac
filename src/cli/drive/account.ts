/**
 * One account as a script drives it: the real call manager and real OMEMO, on a clock that stands still, names from a
 * seed, and a media engine that is none.
 */
import { createSeededIds, createSeededRandom } from '../../adapters/seeded-random.ts';
import type { SeededIds, SeededRandom } from '../../adapters/seeded-random.ts';
import { createVirtualClock } from '../../adapters/virtual-clock.ts';
import type { VirtualClock } from '../../adapters/virtual-clock.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { describeSnapshotFault } from '../../call/account-snapshot.ts';
import { CallManager } from '../../call/call-manager.ts';
import { DEFAULT_DEADLINES } from '../../call/deadlines.ts';
import type { CallManagerOptions } from '../../call/options.ts';
import type { CallKey, CallReport } from '../../call/reports.ts';
import { bareOf, isFullJid } from '../../jid.ts';
import type { Inspection } from '../../inspect/inspection.ts';
import type { FullJid, Jid } from '../../jid.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';
import type { XmlElement } from '../../xml/element.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { serializeXml } from '../../xml/serialize.ts';
import type { Emit } from './answers.ts';
import { eventLine } from './answers.ts';
import { Faults } from './faults.ts';
import { DrivenMedia } from './media.ts';
import { makeOmemo, reopenOmemo } from './omemo.ts';
import type { DrivenOmemo } from './omemo.ts';
import { fingerprintFor } from './open-options.ts';
import type { OpenOptions } from './open-options.ts';
import type { AccountText } from './snapshot.ts';

/** What an account is made of, new or gone on with. */
interface Parts {
  readonly account: FullJid;
  readonly options: OpenOptions;
  readonly omemo: DrivenOmemo | undefined;
  readonly clock: VirtualClock;
  readonly ids: SeededIds;
  readonly chance: SeededRandom;
  readonly media: DrivenMedia;
  readonly faults: Faults;
  readonly emit: Emit;
  readonly inspection: Inspection | undefined;
}

export class DrivenAccount {
  readonly manager: CallManager;
  readonly #parts: Parts;

  private constructor(parts: Parts, manager: CallManager) {
    this.#parts = parts;
    this.manager = manager;
  }

  /** An account with its device; or why its options cannot be. Nothing is sent yet. */
  static async open(options: OpenOptions, emit: Emit, inspection?: Inspection): Promise<Result<DrivenAccount, string>> {
    const { account, keys, deviceId, omemo: isOn, seed, now } = options;
    if (keys !== undefined && deviceId !== undefined && keys.deviceId !== deviceId) {
      return err('deviceId is not the one of keys');
    }
    const faults = new Faults();
    const chance = createSeededRandom(seed);
    const clock = createVirtualClock(now);
    const omemo = isOn ? await makeOmemo(options, { faults, chance, clock }) : ok(undefined);
    if (!omemo.ok) return omemo;
    const parts: Parts = {
      account,
      options,
      omemo: omemo.value,
      clock,
      ids: createSeededIds(seed),
      chance,
      media: new DrivenMedia(engineOptions(options), faults, emit),
      faults,
      emit,
      inspection,
    };
    return ok(new DrivenAccount(parts, new CallManager(managerOptions(parts))));
  }

  /** An account as it was when it was written; or why the text says no such thing. */
  static async restore(text: AccountText, emit: Emit, inspection?: Inspection): Promise<Result<DrivenAccount, string>> {
    const { account, options, nowMs, idState, chanceState, store, media, faults: ordered, calls } = text;
    const faults = new Faults(ordered);
    const chance = createSeededRandom(chanceState);
    const clock = createVirtualClock(nowMs);
    const means = { faults, chance, clock };
    const omemo = store === undefined ? ok(undefined) : await reopenOmemo(bareOf(account), store, means);
    if (!omemo.ok) return omemo;
    const parts: Parts = {
      account,
      options,
      omemo: omemo.value,
      clock,
      ids: createSeededIds(idState),
      chance,
      media: new DrivenMedia(engineOptions(options), faults, emit, media),
      faults,
      emit,
      inspection,
    };
    const manager = CallManager.restore(managerOptions(parts), calls);
    return manager.ok ? ok(new DrivenAccount(parts, manager.value)) : err(describeSnapshotFault(manager.error));
  }

  get clock(): VirtualClock {
    return this.#parts.clock;
  }

  get media(): DrivenMedia {
    return this.#parts.media;
  }

  get faults(): Faults {
    return this.#parts.faults;
  }

  /** Tells what `open` answers, and makes the device known. */
  async start(): Promise<void> {
    const { omemo, options, emit } = this.#parts;
    if (omemo !== undefined) emit(await omemo.bundleLine());
    // What is waited for in a call. No call waits for the answer that `requestMs` is about.
    const { requestMs: _, ...deadlines } = { ...DEFAULT_DEADLINES, ...options.deadlines };
    emit({ out: 'deadlines', ...deadlines });
    this.manager.start();
    await this.settle();
  }

  /** Everything of it, to be gone on with in another process. */
  async write(): Promise<AccountText> {
    const { options, clock, ids, chance, omemo, media, faults } = this.#parts;
    const calls = await this.manager.snapshot();
    return {
      account: calls.account,
      options,
      nowMs: clock.now(),
      idState: ids.state(),
      chanceState: chance.state(),
      store: omemo?.store.exportText(),
      media: media.write(),
      faults: faults.write(),
      calls,
    };
  }

  /** Hands it a stanza of the server's. */
  receive(stanza: XmlElement): void {
    this.#parts.inspection?.stanza(stanza, { to: this.#parts.account });
    this.manager.receive(stanza);
  }

  /** Waits until all that is left to wait for is time, a stanza or the user. */
  settle(): Promise<void> {
    return this.manager.settled();
  }

  /** Whether the user has still to say anything to a call. */
  asks({ peer, sessionId }: CallKey): boolean {
    return this.manager.calls().some((call) => call.sessionId === sessionId && bareOf(call.peer) === peer && call.asks);
  }

  /** The one call that a session id, and where needed the peer, names. */
  find(sessionId: SessionId, peer: Jid | undefined): Result<CallKey, string> {
    const named = this.manager
      .calls()
      .filter((call) => call.sessionId === sessionId && (peer === undefined || isMeant(call.peer, peer)));
    const [call, second] = named;
    if (call === undefined) return err('there is no such call, or it has ended');
    if (second !== undefined) return err('two calls have this sid: say which with "peer"');
    return ok({ peer: bareOf(call.peer), sessionId });
  }
}

function engineOptions({ account, seed, fingerprint }: OpenOptions) {
  return { seed, dtlsFingerprint: fingerprint ?? fingerprintFor(account, seed) };
}

function managerOptions({ account, options, omemo, clock, ids, media, emit, inspection }: Parts): CallManagerOptions {
  const { policy, roster, strangers, direct, legacyOwnBare, whenBusy, deadlines } = options;
  const contacts = new Set(roster);
  return {
    account,
    // As text inside a stream, where `jabber:client` is in scope, and so without it.
    wire: {
      send: (stanza) => {
        inspection?.stanza(stanza, { from: account });
        emit({ out: 'stanza', xml: serializeXml(stanza, NS_CLIENT) });
      },
    },
    media,
    omemo: omemo?.account,
    report: (report) => {
      inspection?.report(report);
      emit(eventLine(report));
      forgetEnded(media, report);
    },
    ...(inspection !== undefined && { trace: inspection.trace }),
    clock,
    ids,
    policy,
    sharesPresenceWith: (contact) => strangers === 'ring' || contacts.has(contact),
    directCalls: direct,
    whenBusy,
    deadlines,
    toOwnAccount: legacyOwnBare ? 'answers' : 'nothing',
  };
}

function forgetEnded(media: DrivenMedia, { kind, peer, sessionId }: CallReport): void {
  if (kind === 'ended') media.forget({ peer: bareOf(peer), sessionId });
}

/** A full JID means exactly that resource once a call has one; before, it means its contact. */
function isMeant(peer: Jid, named: Jid): boolean {
  return isFullJid(named) && isFullJid(peer) ? named === peer : bareOf(named) === bareOf(peer);
}
