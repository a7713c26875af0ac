/** From the machine's words for the application to the reports the application gets. */
import { assertNever, invariant } from '../base/errors.ts';
import type { JsonValue } from '../base/json.ts';
import { isFullJid } from '../jid.ts';
import type { Jid } from '../jid.ts';
import type { Binding } from '../transform/binding.ts';
import { ConnectedTime } from './connected-time.ts';
import type { ConnectedTimeState } from './connected-time.ts';
import type { CallNames } from './data-plane-state.ts';
import { endedOf } from './end-reason.ts';
import type { CallEnvironment, EffectOf } from './environment.ts';
import type { Arrival } from './occurrence.ts';
import type { CallReport } from './reports.ts';
import { verdictWith } from './verdict.ts';

type ReportEffect = EffectOf<
  | 'reportAccepted'
  | 'reportConnected'
  | 'reportEnd'
  | 'reportIncoming'
  | 'reportMigrationOffered'
  | 'reportMissed'
  | 'reportPeerInfo'
  | 'reportRinging'
  | 'reportVerdict'
>;

/** What reports need of the call as it is now. */
interface ReportedCall {
  readonly peer: Jid;
  readonly binding: Binding | undefined;
}

interface Reported extends CallNames, ReportedCall {
  readonly atMs: number;
  readonly durationMs: number | undefined;
}

/** Tells the application of one call, and for how long media has run in it. */
export class CallReporting {
  readonly #environment: CallEnvironment;
  readonly #names: CallNames;
  readonly #call: ReportedCall;
  readonly #connected: ConnectedTime;

  constructor(environment: CallEnvironment, names: CallNames, call: ReportedCall, connected?: ConnectedTimeState) {
    this.#environment = environment;
    this.#names = names;
    this.#call = call;
    this.#connected = new ConnectedTime(environment.clock, connected);
  }

  write(): JsonValue {
    return this.#connected.write();
  }

  carryOut(effect: ReportEffect, arrival: Arrival): void {
    const { clock } = this.#environment;
    if (effect.kind === 'reportConnected') this.#connected.begin();
    const { peer, binding } = this.#call;
    const { durationMs } = this.#connected;
    const report = reportOf(effect, { ...this.#names, peer, binding, durationMs, atMs: clock.now() }, arrival);
    if (report !== undefined) this.#environment.report(report);
  }
}

/** The report an effect asks for; undefined where what arrived has nothing to tell. */
function reportOf(effect: ReportEffect, reported: Reported, arrival: Arrival): CallReport | undefined {
  const { sessionId, peer, media, binding, atMs, durationMs } = reported;
  const call = { sessionId, peer };
  switch (effect.kind) {
    case 'reportIncoming':
      return { kind: 'incoming', ...call, media, ageMs: reported.ageMs, direct: reported.isDirect === true };
    case 'reportMigrationOffered':
      return migrationOffered(reported);
    case 'reportRinging':
      return arrival.resource === undefined ? undefined : { kind: 'ringing', ...call, by: arrival.resource };
    case 'reportAccepted':
      return { kind: 'accepted', ...call, media };
    case 'reportVerdict':
      return { kind: 'authentication', ...call, verdict: verdictWith(effect.verdict, binding) };
    case 'reportConnected':
      return { kind: 'connected', ...call };
    case 'reportPeerInfo':
      return arrival.info === undefined ? undefined : { kind: 'peerInfo', ...call, info: arrival.info };
    case 'reportMissed':
      return { kind: 'missed', ...call, media, atMs, busy: false };
    case 'reportEnd':
      return { kind: 'ended', ...call, ...endedOf(effect.by, effect.reason, arrival, durationMs) };
    default:
      return assertNever(effect);
  }
}

/** Told of the running call: it is what the offer is about, and it is what goes on if nobody takes the offer up. */
function migrationOffered({ sessionId, peer, media, offeredIn }: Reported): CallReport {
  invariant(offeredIn !== undefined && isFullJid(peer), 'only a resource offers to migrate, and only a running call');
  return { kind: 'migrationOffered', ...offeredIn, newSessionId: sessionId, media, from: peer };
}
