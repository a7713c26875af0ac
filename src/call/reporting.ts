/** From the machine's words for the application to the reports the application gets. */
import { assertNever, invariant } from '../base/errors.ts';
import { isFullJid } from '../jid.ts';
import type { Jid } from '../jid.ts';
import type { SessionId } from '../stanzas/identifiers.ts';
import type { MediaKinds } from '../stanzas/jingle.ts';
import type { Binding } from '../transform/binding.ts';
import { endedOf } from './end-reason.ts';
import type { EffectOf } from './environment.ts';
import type { Arrival } from './occurrence.ts';
import type { CallReport, OfCall } from './reports.ts';
import { verdictWith } from './verdict.ts';

export type ReportEffect = EffectOf<
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

export interface Reported {
  readonly sessionId: SessionId;
  readonly peer: Jid;
  readonly media: MediaKinds;
  readonly binding: Binding | undefined;
  readonly atMs: number;
  readonly offeredIn?: OfCall;
  readonly ageMs?: number;
  readonly isDirect?: boolean;
}

/** The report an effect asks for; undefined where what arrived has nothing to tell. */
export function reportOf(effect: ReportEffect, reported: Reported, arrival: Arrival): CallReport | undefined {
  const { sessionId, peer, media, binding, atMs } = reported;
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
      return { kind: 'ended', ...call, ...endedOf(effect.by, effect.reason, arrival) };
    default:
      return assertNever(effect);
  }
}

/** Told of the running call: it is what the offer is about, and it is what goes on if nobody takes the offer up. */
function migrationOffered({ sessionId, peer, media, offeredIn }: Reported): CallReport {
  invariant(offeredIn !== undefined && isFullJid(peer), 'only a resource offers to migrate, and only a running call');
  return { kind: 'migrationOffered', ...offeredIn, newSessionId: sessionId, media, from: peer };
}
