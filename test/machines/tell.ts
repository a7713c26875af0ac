/** Tells a story to a machine: events one after the other, and what the last of them made it do. */
import type { CallInput } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { describeEffects } from '../../machines/table-text.ts';

export interface Told {
  readonly state: string;
  /** What the last event made it do, or the start where there was no event: `acknowledge, stopTimer accept`. */
  readonly effects: string;
}

/** Opportunistic, with OMEMO, to somebody who may know that we are here. */
export const USUAL: CallInput = { policy: 'opportunistic', omemo: 'enabled', presence: 'shared', occasion: 'call' };

export function tell(role: Role, input: CallInput, events: readonly CallEvent[]): Told {
  const { snapshot, effects } = events.reduce((step, event) => stepCall(step.snapshot, event), startCall(role, input));
  return { state: snapshot.state, effects: describeEffects(effects) };
}

// The events of the stories, each by a short name.

export const proceed = (device: 'device' | 'invalid' | 'none'): CallEvent => ({ type: 'peer.proceed', device });

export const impossible = (because: 'distrusted' | 'noSession'): CallEvent => ({ type: 'omemo.impossible', because });

export const decrypted = (trust: 'blind' | 'distrusted' | 'undecided' | 'verified'): CallEvent => ({
  type: 'omemo.decrypted',
  trust,
});

export const trustChanged = (trust: 'blind' | 'distrusted' | 'undecided' | 'verified'): CallEvent => ({
  type: 'omemo.trustChanged',
  trust,
});

export const offer = (
  protection: 'encrypted' | 'mixed' | 'none' | 'plain',
  media: 'agreed' | 'other' = 'agreed',
): CallEvent => ({ type: 'peer.sessionInitiate', protection, media });

export const answer = (
  protection: 'encrypted' | 'mixed' | 'none' | 'plain',
  device: 'other' | 'pinned' | 'unbound' = 'unbound',
  media: 'agreed' | 'other' = 'agreed',
): CallEvent => ({ type: 'peer.sessionAccept', protection, device, media });

export const connected = (certificate: 'differs' | 'match'): CallEvent => ({ type: 'media.connected', certificate });
