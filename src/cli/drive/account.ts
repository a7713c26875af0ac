/**
 * One account as a script drives it: the real call manager and real OMEMO, on a clock that stands still, names from a
 * seed, and a media engine that is none.
 */
import { createSeededIds } from '../../adapters/seeded-random.ts';
import type { SeededIds } from '../../adapters/seeded-random.ts';
import { createVirtualClock } from '../../adapters/virtual-clock.ts';
import type { VirtualClock } from '../../adapters/virtual-clock.ts';
import type { Result } from '../../base/result.ts';
import { err, ok } from '../../base/result.ts';
import { CallManager } from '../../call/call-manager.ts';
import { DEFAULT_DEADLINES } from '../../call/deadlines.ts';
import type { CallKey, CallReport } from '../../call/reports.ts';
import { bareOf, isFullJid } from '../../jid.ts';
import type { Jid } from '../../jid.ts';
import type { SessionId } from '../../stanzas/identifiers.ts';
import { NS_CLIENT } from '../../xml/namespaces.ts';
import { serializeXml } from '../../xml/serialize.ts';
import { eventLine } from './answers.ts';
import type { Emit } from './answers.ts';
import { Faults } from './faults.ts';
import { DrivenMedia } from './media.ts';
import { openOmemo } from './omemo.ts';
import type { DrivenOmemo } from './omemo.ts';
import { deviceIdOf, fingerprintFor } from './open-options.ts';
import type { OpenOptions } from './open-options.ts';

export class DrivenAccount {
  readonly manager: CallManager;
  readonly clock: VirtualClock;
  readonly ids: SeededIds;
  readonly media: DrivenMedia;
  readonly faults: Faults;
  readonly #omemo: DrivenOmemo | undefined;
  readonly #emit: Emit;

  constructor(options: OpenOptions, omemo: DrivenOmemo | undefined, faults: Faults, emit: Emit) {
    const { account, policy, roster, whenBusy, seed, now } = options;
    this.#omemo = omemo;
    this.#emit = emit;
    this.faults = faults;
    this.clock = createVirtualClock(now);
    this.ids = createSeededIds(seed);
    const dtlsFingerprint = options.fingerprint ?? fingerprintFor(account, seed);
    this.media = new DrivenMedia({ seed, dtlsFingerprint }, faults, emit);
    const contacts = new Set(roster);
    this.manager = new CallManager({
      account,
      // As text inside a stream, where `jabber:client` is in scope, and so without it.
      wire: { send: (stanza) => emit({ out: 'stanza', xml: serializeXml(stanza, NS_CLIENT) }) },
      media: this.media,
      omemo: omemo?.account,
      report: (report) => this.#hear(report),
      clock: this.clock,
      ids: this.ids,
      policy,
      sharesPresenceWith: (contact) => contacts.has(contact),
      whenBusy,
    });
  }

  /** Tells what `open` answers, and makes the device known. */
  async start(): Promise<void> {
    if (this.#omemo !== undefined) this.#emit(this.#omemo.bundleLine);
    const { requestMs: _, ...deadlines } = DEFAULT_DEADLINES;
    this.#emit({ out: 'deadlines', ...deadlines });
    this.manager.start();
    await this.settle();
  }

  /** Waits until all that is left to wait for is time, a stanza or the user. */
  settle(): Promise<void> {
    return this.manager.settled();
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

  #hear(report: CallReport): void {
    this.#emit(eventLine(report));
    if (report.kind === 'ended') this.media.forget({ peer: bareOf(report.peer), sessionId: report.sessionId });
  }
}

/** A full JID means exactly that resource once a call has one; before, it means its contact. */
function isMeant(peer: Jid, named: Jid): boolean {
  return isFullJid(named) && isFullJid(peer) ? named === peer : bareOf(named) === bareOf(peer);
}

/** An account with its device; or why its options cannot be. Nothing is sent yet. */
export async function openAccount(options: OpenOptions, emit: Emit): Promise<Result<DrivenAccount, string>> {
  const { account, keys, deviceId } = options;
  if (keys !== undefined && deviceId !== undefined && keys.deviceId !== deviceId) {
    return err('deviceId is not the one of keys');
  }
  const faults = new Faults();
  if (!options.omemo) return ok(new DrivenAccount(options, undefined, faults, emit));
  const omemo = await openOmemo(bareOf(account), deviceIdOf(options), keys, faults);
  return omemo.ok ? ok(new DrivenAccount(options, omemo.value, faults, emit)) : omemo;
}
