/**
 * Machines broken on purpose, one rule each: the model has to find every one of them out, or it proves nothing.
 *
 * Each is a patch of a step, not of the machines' source.
 */
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent, TimerName } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import type { CallSnapshot, Step } from '../../machines/step.ts';
import type { Stepping } from './call-slot.ts';

type Patch = (snapshot: CallSnapshot, event: CallEvent) => Step;

/** A plain answer is taken as if it had been decrypted. */
export const plainCountsAsDecrypted: Stepping = (snapshot, event) => {
  if (event.type !== 'peer.sessionAccept' || event.protection !== 'plain') return stepCall(snapshot, event);
  const answer = { ...event, protection: 'encrypted', device: 'pinned' } as const;
  const first = stepCall(snapshot, answer);
  return first.snapshot.state === 'initiated.decrypting'
    ? stepCall(first.snapshot, { type: 'omemo.decrypted', trust: 'blind' })
    : stepCall(snapshot, event);
};

/** What cannot be decrypted is taken as if it had been. */
export const refusedCountsAsDecrypted: Stepping = (snapshot, event) =>
  stepCall(snapshot, event.type === 'omemo.refused' ? { type: 'omemo.decrypted', trust: 'blind' } : event);

/** A second proceed, after the offer has left, moves the call to the device it announces. */
export const secondProceedCounts: Stepping = (snapshot, event) => {
  const isSecond = snapshot.state === 'initiated.waiting' && event.type === 'peer.proceed';
  if (!isSecond) return stepCall(snapshot, event);
  const { policy, omemo, presence, occasion } = snapshot.context;
  return stepCall(startCall('caller', { policy, omemo, presence, occasion }).snapshot, event);
};

/** A callee that was offered something encrypted answers in the clear. */
export const answersInTheClear: Stepping = mapEffects((effect) =>
  effect.kind === 'sendSessionAccept' ? { ...effect, protection: 'plain' } : effect,
);

/** A caller says `authenticated` as soon as its offer is answered, however. */
export const showsTooMuch: Stepping = mapEffects((effect) =>
  effect.kind === 'reportVerdict'
    ? { kind: 'reportVerdict', verdict: { state: 'authenticated', trust: 'blind' } }
    : effect,
);

/** Nobody waits for the answer with a clock in hand. */
export const waitsForEver: Stepping = mapEffects((effect) =>
  effect.kind === 'startTimer' && effect.timer === 'accept' ? { kind: 'noteUnusable' } : effect,
);

/** A deadline is set, and never passes. No monitor of what leaves a machine can see that: it takes an endless run. */
export function neverPasses(timer: TimerName): Stepping {
  return (snapshot, event) => (event.type === `timer.${timer}` ? { snapshot, effects: [] } : stepCall(snapshot, event));
}

/** A device rings on although another one of the account has answered. */
export const ringsOn: Stepping = (snapshot, event) =>
  event.type === 'own.proceed' ? { snapshot, effects: [] } : stepCall(snapshot, event);

/** A reject with a tie-break ends the call, instead of waiting for the proposal that won. */
export const tieBreakEnds: Stepping = (snapshot, event) =>
  stepCall(
    snapshot,
    event.type === 'peer.reject' && event.outcome === 'tieBreak' ? { ...event, outcome: 'declined' } : event,
  );

/** A proposal that lost goes on beside the one that won. */
export const keepsTheLoser: Stepping = (snapshot, event) =>
  event.type === 'between.replaced' ? { snapshot, effects: [] } : stepCall(snapshot, event);

function mapEffects(change: (effect: CallEffect) => CallEffect): Patch {
  return (snapshot, event) => {
    const step = stepCall(snapshot, event);
    return { ...step, effects: step.effects.map(change) };
  };
}
