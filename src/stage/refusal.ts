/** Why a core refused a call, read from the step of the trace that ended it. */
import type { CallEvent, Protection } from '../../machines/events.ts';
import type { TraceEntry } from '../call/trace.ts';

/** What a core found in what the other side, or whoever stands between, sent. */
export type RefusalCause =
  | 'announcedNotUsed'
  | 'certificateDiffers'
  | 'connectivity'
  | 'disabled'
  | 'distrusted'
  | 'invalidDevice'
  | 'media'
  | 'missingFingerprint'
  | 'mixedFingerprints'
  | 'noSession'
  | 'notAnnounced'
  | 'otherMedia'
  | 'plainFingerprint'
  | 'timeout'
  | 'undecryptable'
  | 'unexpectedDevice';

/**
 * The cause, where this step is the core's own end of the call; undefined for every other step, and for ends by people.
 */
export function refusalIn(entry: TraceEntry): RefusalCause | undefined {
  if (entry.kind !== 'step') return undefined;
  const end = entry.effects.find((effect) => effect.kind === 'reportEnd');
  // Proposals crossed, and the other call goes on: nothing was refused.
  if (end?.reason === 'expired') return undefined;
  return end?.by === 'core' || end?.by === 'timer' ? causeOf(entry.event) : undefined;
}

function causeOf(event: CallEvent): RefusalCause {
  switch (event.type) {
    case 'peer.proceed':
      return ANNOUNCEMENT_CAUSES[event.device];
    case 'peer.sessionInitiate':
      return causeOfProtection(event.protection) ?? (event.protection === 'plain' ? 'announcedNotUsed' : 'otherMedia');
    case 'peer.sessionAccept':
      if (event.protection === 'plain') return 'plainFingerprint';
      return causeOfProtection(event.protection) ?? (event.device === 'other' ? 'unexpectedDevice' : 'otherMedia');
    case 'omemo.impossible':
      return event.because;
    case 'omemo.refused':
      return 'undecryptable';
    case 'media.connected':
      return 'certificateDiffers';
    case 'media.failed':
      return 'connectivity';
    case 'timer.accept':
    case 'timer.connect':
    case 'timer.discovery':
    case 'timer.ring':
      return 'timeout';
    case 'timer.bundle':
      return 'noSession';
    default:
      return 'media';
  }
}

const ANNOUNCEMENT_CAUSES = { device: 'disabled', invalid: 'invalidDevice', none: 'notAnnounced' } as const;

function causeOfProtection(protection: Protection): RefusalCause | undefined {
  if (protection === 'mixed') return 'mixedFingerprints';
  return protection === 'none' ? 'missingFingerprint' : undefined;
}
