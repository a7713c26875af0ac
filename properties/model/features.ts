/**
 * I9: what has to be possible, or nothing else means anything. Witnesses are states; features are moves that an
 * exploration has to have come by.
 */
import { FLAG } from './automaton.ts';
import type { Explorer } from './explorer.ts';
import type { Witnesses } from './joint.ts';
import { seen } from './joint.ts';

const BOTH = FLAG.active | FLAG.authenticated;

/** Of one call. */
export const CALL_WITNESSES: Witnesses = {
  'an authenticated call runs at both ends': (flags, system) =>
    seen(flags, system, 'A', 1, BOTH) && seen(flags, system, 'B1', 1, BOTH),
  'the second device of the callee takes the call': (flags, system) =>
    seen(flags, system, 'A', 1, BOTH) && seen(flags, system, 'B2', 1, BOTH),
  'both devices of the callee ring': (flags, system) =>
    seen(flags, system, 'B1', 1, FLAG.ringing) && seen(flags, system, 'B2', 1, FLAG.ringing),
  'one device is over while the other is authenticated': (flags, system) =>
    seen(flags, system, 'B1', 1, FLAG.over) && seen(flags, system, 'B2', 1, BOTH),
  'everybody is over after an authenticated call': (flags, system) =>
    seen(flags, system, 'A', 1, FLAG.over | FLAG.shown) && seen(flags, system, 'B1', 1, FLAG.over | FLAG.shown),
};

/** Under policies that allow it. */
export const PLAIN_WITNESS: Witnesses = {
  'a plain call runs at both ends, and neither says authenticated': (flags, system) =>
    (['A', 'B1'] as const).every(
      (device) =>
        seen(flags, system, device, 1, FLAG.active) &&
        !seen(flags, system, device, 1, FLAG.authenticated) &&
        !seen(flags, system, device, 1, FLAG.shown),
    ),
};

/** Of crossing calls. */
export const CROSSING_WITNESSES: Witnesses = {
  'the call that wins runs at both ends': (flags, system) =>
    (['A', 'B'] as const).every((device) => seen(flags, system, device, 1, BOTH)),
  'the other runs, where its caller was first': (flags, system) =>
    (['A', 'B'] as const).every((device) => seen(flags, system, device, 2, BOTH)),
  'both have proposed': (flags, system) =>
    seen(flags, system, 'A', 1, FLAG.live) && seen(flags, system, 'B', 2, FLAG.live),
};

/** Of direct calls, which nobody can encrypt. */
export const DIRECT_WITNESSES: Witnesses = {
  'the call that wins runs at both ends, plain': (flags, system) =>
    (['A', 'B'] as const).every(
      (device) => seen(flags, system, device, 1, FLAG.active) && !seen(flags, system, device, 1, FLAG.authenticated),
    ),
  'the other runs, where its caller was first': (flags, system) =>
    (['A', 'B'] as const).every((device) => seen(flags, system, device, 2, FLAG.active)),
  'both have called': CROSSING_WITNESSES['both have proposed'] ?? (() => false),
};

/** What happened in an exploration, in words: each act or content that moved a device somewhere. */
export function happenedIn({ system }: Explorer): ReadonlySet<string> {
  const { messages } = system.alphabet;
  const happened = new Set<string>();
  for (const end of system.ends) {
    for (let local = 0; local < end.size; local += 1) {
      for (const move of end.ownMoves(local)) if (move.isTaken()) happened.add(move.act);
      for (const message of end.inbox) {
        if (end.receive(local, message)?.isTaken() === true) happened.add(messages[message]?.content.kind ?? '');
      }
    }
  }
  return happened;
}
