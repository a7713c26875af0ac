/** Moments written by hand: what a call might do that no machine of ours does. */
import type { CallInput } from '../../machines/context.ts';
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import type { FiniteVerdict } from '../../machines/verdict.ts';
import type { Moment, Monitor } from '../../properties/monitors/monitor.ts';

/**
 * A call that breaks a rule, with the monitor that is there to catch it: the last moment of the story is the one.
 * `input` is what differs from a usual call under `require`.
 */
export type Offence = readonly [
  what: string,
  monitor: Monitor<unknown>,
  role: Role,
  story: readonly Moment[],
  input?: Partial<CallInput>,
];

/** An effect by its kind; its fields follow where it has any. */
export type Ordered = CallEffect['kind'] | CallEffect;

function effectsOf(orders: readonly Ordered[]): readonly CallEffect[] {
  return orders.map((order) => (typeof order === 'string' ? ({ kind: order } as CallEffect) : order));
}

/** A step within a state that is neither the first nor the end. */
export function on(event: CallEvent, ...orders: readonly Ordered[]): Moment {
  return { kind: 'step', from: 'waiting', event, to: 'waiting', effects: effectsOf(orders) };
}

export function fromTo(from: string, event: CallEvent, to: string, ...orders: readonly Ordered[]): Moment {
  return { kind: 'step', from, event, to, effects: effectsOf(orders) };
}

/** The beginning of a call. */
export function begins(...orders: readonly Ordered[]): Moment {
  return { kind: 'start', to: 'waiting', effects: effectsOf(orders) };
}

export const initiate = (protection: 'encrypted' | 'plain') => ({ kind: 'sendSessionInitiate', protection }) as const;
export const accepts = (protection: 'encrypted' | 'plain') => ({ kind: 'sendSessionAccept', protection }) as const;
export const proceeds = (device: 'none' | 'own') => ({ kind: 'sendProceed', device }) as const;
export const timer = (kind: 'startTimer' | 'stopTimer', name: 'accept' | 'ring') => ({ kind, timer: name }) as const;
export const tells = (verdict: FiniteVerdict) => ({ kind: 'reportVerdict', verdict }) as const;
export const ends = (
  reason: 'cancel' | 'expired' | 'migrated' | 'security-error' | 'success',
  by: 'core' | 'local' | 'peer' = 'core',
) => ({ kind: 'reportEnd', by, reason }) as const;
export const outOfOrder = { kind: 'refuse', condition: 'out-of-order' } as const;
