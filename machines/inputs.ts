/** Every way a call can begin, by role: what tables, explorer and fuzzing run over, and what a trace may name. */
import { INPUT_WORDS } from './context.ts';
import type { CallInput } from './context.ts';
import type { Role } from './step.ts';

const SETTINGS = INPUT_WORDS.policy.flatMap((policy) =>
  INPUT_WORDS.omemo.flatMap((omemo) => INPUT_WORDS.presence.map((presence) => ({ policy, omemo, presence }))),
);

/** A caller has no occasion but its user, who calls a contact or one resource of it. */
export const INPUTS: Readonly<Record<Role, readonly CallInput[]>> = {
  caller: (['call', 'direct'] as const).flatMap((occasion) => SETTINGS.map((settings) => ({ ...settings, occasion }))),
  callee: INPUT_WORDS.occasion.flatMap((occasion) => SETTINGS.map((settings) => ({ ...settings, occasion }))),
};
