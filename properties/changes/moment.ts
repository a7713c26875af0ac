/** One step of what changes in a running call, as its monitors see it: events, effects, and the names of states. */
import type { ChangesEffect, ChangesEvent, ChangesInput } from '../../machines/changes.words.ts';
import type { MomentOf, Monitor } from '../monitors/monitor.ts';

export type ChangesMoment = MomentOf<ChangesEvent, ChangesEffect>;
export type ChangesMonitor<State> = Monitor<State, ChangesMoment, ChangesInput>;

export function has({ effects }: ChangesMoment, kind: ChangesEffect['kind']): boolean {
  return effects.some((effect) => effect.kind === kind);
}

export function effectsOf<K extends ChangesEffect['kind']>(
  { effects }: ChangesMoment,
  kind: K,
): readonly Extract<ChangesEffect, { kind: K }>[] {
  return effects.filter((effect): effect is Extract<ChangesEffect, { kind: K }> => effect.kind === kind);
}

export function isUpon<Type extends ChangesEvent['type']>(
  moment: ChangesMoment,
  ...types: readonly Type[]
): moment is Extract<ChangesMoment, { kind: 'step' }> & { readonly event: Extract<ChangesEvent, { type: Type }> } {
  return moment.kind === 'step' && types.some((type) => type === moment.event.type);
}
