/**
 * What a state makes of an event, in one word, and the list of those it ignores: so that an event which begins to
 * vanish is noticed.
 */
import { ALPHABET } from '../../machines/events.ts';
import type { Role } from '../../machines/step.ts';
import { describeEvent } from '../../machines/table-text.ts';
import type { TableStep } from './explore.ts';
import { stepsOf, tablesOf } from './explore.ts';

/**
 * `outOfOrder`: refused, or noted in the trace, with no other consequence. `ignored`: nothing at all.
 */
export type Answer = 'handled' | 'ignored' | 'outOfOrder';

const OUT_OF_ORDER: ReadonlySet<string> = new Set(['noteOutOfOrder', 'noteUnusable', 'refuse']);

export function answerOf({ from, to, effects }: TableStep): Answer {
  if (from !== to) return 'handled';
  if (effects.length === 0) return 'ignored';
  return effects.every(({ kind }) => OUT_OF_ORDER.has(kind)) ? 'outOfOrder' : 'handled';
}

/** For each state and event, each answer that any context of that state gives. */
function answersOf(role: Role): ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<Answer>>> {
  const states = new Map<string, Map<string, Set<Answer>>>();
  for (const step of stepsOf(tablesOf(role))) {
    const { state } = step.from;
    const events = states.get(state) ?? new Map<string, Set<Answer>>();
    states.set(state, events);
    const event = describeEvent(step.event);
    const answers = events.get(event) ?? new Set<Answer>();
    events.set(event, answers.add(answerOf(step)));
  }
  return states;
}

/**
 * The events that each state ignores, shortened to `media.*` where it is all of them, as ignored-events.txt has them.
 */
export function writeIgnored(role: Role): string {
  const blocks = [...answersOf(role)]
    .filter(([state]) => state !== 'ended')
    .map(([state, events]) => {
      const ignoring = [...events].filter(([, answers]) => answers.has('ignored'));
      const always = shorten(ignoring.filter(([, { size }]) => size === 1).map(([event]) => event));
      const inSome = shorten(ignoring.filter(([, { size }]) => size > 1).map(([event]) => event));
      const lines = [`${role}, ${state}`, ...always.map((event) => `  ${event}`)];
      return [...lines, ...inSome.map((event) => `  ${event} (in some contexts)`), ''].join('\n');
    });
  return blocks.sort().join('\n');
}

/** `timer.*` for all timers, `media.connected *` for all of that type, and the rest one by one. */
function shorten(events: readonly string[]): readonly string[] {
  const names = new Set(events);
  const all = ALPHABET.map(describeEvent);
  const groups = [(event: string) => `${event.split('.')[0]}.*`, (event: string) => `${event.split(' ')[0]} *`];
  const shortNameOf = (name: string): string => {
    const isWhole = (group: (event: string) => string): boolean => {
      const members = all.filter((event) => group(event) === group(name));
      return members.length > 1 && members.every((event) => names.has(event));
    };
    return groups.find(isWhole)?.(name) ?? name;
  };
  return [...new Set(events.map(shortNameOf))];
}
