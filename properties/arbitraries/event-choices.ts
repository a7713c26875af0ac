/**
 * Sequences of events that get somewhere, and that nobody would send.
 *
 * A blind array of events ends a call at once or gets stuck in its first states. So a choice is made when the state is
 * known: mostly the n-th event that moves the call, now and then any event at all, which is what a hostile server
 * sends. Nothing is left out: each event can come at any time.
 */
import fc from 'fast-check';
import { ALPHABET } from '../../machines/events.ts';
import type { CallEvent } from '../../machines/events.ts';
import { stepCall } from '../../machines/step.ts';
import type { CallSnapshot } from '../../machines/step.ts';

export interface EventChoice {
  /**
   * `moving`: among those that lead on to another snapshot that is not the end. `ending`: among those that end the
   * call.
   */
  readonly among: 'any' | 'ending' | 'moving';
  readonly nth: number;
}

/** Calls that last are the interesting ones, so an end is chosen seldom. */
const among: fc.Arbitrary<EventChoice['among']> = fc.oneof(
  { arbitrary: fc.constant('moving' as const), weight: 12 },
  { arbitrary: fc.constant('any' as const), weight: 6 },
  { arbitrary: fc.constant('ending' as const), weight: 1 },
);

const LETTERS = ALPHABET.length;

export const eventChoices: fc.Arbitrary<readonly EventChoice[]> = fc.array(
  fc.record({ among, nth: fc.nat(LETTERS * LETTERS) }),
  { maxLength: 40, size: 'max' },
);

/** `unmet`: what was not tried in this state before, or leads to where that is so. */
export interface GuidedChoice {
  readonly among: EventChoice['among'] | 'unmet';
  readonly nth: number;
}

/** The same, and most of them for what nobody has tried. Long ones: the next that was not tried may be far. */
export const guidedChoices: fc.Arbitrary<readonly GuidedChoice[]> = fc.noBias(
  fc.array(
    fc.record({
      among: fc.oneof({ arbitrary: among, weight: 1 }, { arbitrary: fc.constant('unmet' as const), weight: 12 }),
      nth: fc.nat(LETTERS * LETTERS),
    }),
    { maxLength: 60, size: 'max' },
  ),
);

/** The event that a choice means in a state. */
export function chooseEvent(snapshot: CallSnapshot, { among: group, nth }: EventChoice): CallEvent {
  const events = group === 'any' ? ALPHABET : eventsOf(snapshot)[group];
  const from = events.length === 0 ? ALPHABET : events;
  return from[nth % from.length]!;
}

interface EventGroups {
  readonly ending: readonly CallEvent[];
  readonly moving: readonly CallEvent[];
}

// Snapshots are shared, so each is asked once over all sequences.
const groups = new WeakMap<CallSnapshot, EventGroups>();

function eventsOf(snapshot: CallSnapshot): EventGroups {
  const known = groups.get(snapshot);
  if (known !== undefined) return known;
  const leads = ALPHABET.map((event) => ({ event, to: stepCall(snapshot, event).snapshot }));
  const found = {
    ending: leads.filter(({ to }) => to.ended).map(({ event }) => event),
    moving: leads.filter(({ to }) => to !== snapshot && !to.ended).map(({ event }) => event),
  };
  groups.set(snapshot, found);
  return found;
}
