/** Whether anybody can tell two machines apart by what they do, and the shortest story that does. */
import type { Evaluator } from '../../machines/evaluator.ts';

/** All that anybody can tell of a state, as text. */
export type Look<S> = (snapshot: S) => string;

export interface Difference<Input, Event> {
  readonly input: Input;
  /** From the beginning; the last event is answered differently, or leads to another state. Empty: they begin so. */
  readonly story: readonly Event[];
}

interface Pair<S, Input, Event> {
  readonly one: S;
  readonly other: S;
  readonly input: Input;
  readonly before: Pair<S, Input, Event> | undefined;
  readonly event: Event | undefined;
}

/**
 * Walks both machines through everything that can happen to them, breadth first, and compares each step. Undefined: no
 * sequence of events, however long, tells them apart, since every pair of states that any of them leads to was seen.
 *
 * @param looks  of the states of each; equal texts look the same
 */
export function tellApart<S extends object, Input, Event, Effect>(
  machines: readonly [Evaluator<S, Input, Event, Effect>, Evaluator<S, Input, Event, Effect>],
  looks: readonly [Look<S>, Look<S>],
  inputs: readonly Input[],
  alphabet: readonly Event[],
): Difference<Input, Event> | undefined {
  const [first, second] = machines;
  const pairs: Pair<S, Input, Event>[] = [];
  const seen = new Map<S, Set<S>>();
  type Step = ReturnType<typeof first.start>;
  /** Whether both steps are the same; what they lead to is looked at in its turn. */
  const isSame = (one: Step, other: Step, way: Pick<Pair<S, Input, Event>, 'before' | 'event' | 'input'>): boolean => {
    if (JSON.stringify(one.effects) !== JSON.stringify(other.effects)) return false;
    const known = seen.get(one.snapshot) ?? new Set();
    if (known.has(other.snapshot)) return true;
    seen.set(one.snapshot, known.add(other.snapshot));
    pairs.push({ one: one.snapshot, other: other.snapshot, ...way });
    return looks[0](one.snapshot) === looks[1](other.snapshot);
  };
  for (const input of inputs) {
    const way = { input, before: undefined, event: undefined };
    if (!isSame(first.start(input), second.start(input), way)) return { input, story: [] };
  }
  for (const pair of pairs) {
    for (const event of alphabet) {
      const way = { input: pair.input, before: pair, event };
      if (isSame(first.step(pair.one, event), second.step(pair.other, event), way)) continue;
      return { input: pair.input, story: storyOf(pair, event) };
    }
  }
  return undefined;
}

function storyOf<S, Input, Event>(last: Pair<S, Input, Event>, event: Event): readonly Event[] {
  const story = [event];
  for (let pair: typeof last | undefined = last; pair !== undefined; pair = pair.before) {
    if (pair.event !== undefined) story.unshift(pair.event);
  }
  return story;
}
