/**
 * Both sides of a running call with the streams between them, breadth first, to the end: whatever crosses, both have
 * the same contents and the same ICE session once all is said.
 *
 * What a hostile peer or server does is not here: one machine alone is held to its rules under every event
 * (`rules.exploration.ts`). Here both keep to them, and nothing is lost.
 */
import type { ChangesInput } from '../../machines/changes.words.ts';
import { announcedCredentials, startSide } from './side.ts';
import type { Budget, Side } from './side.ts';
import { turnsOf } from './side-turns.ts';
import type { Turns } from './side-turns.ts';

export type Sides = readonly [initiator: Side, responder: Side];

export interface TwoSides extends Turns {
  /** Of each side. */
  readonly budget: Budget;
  readonly sights?: Sights;
  /** Enough, where a broken machine has no end. */
  readonly mostStates?: number;
}

export interface Explored {
  readonly states: number;
  /** What is wrong, with the shortest story of it. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
  /** Which of the sights there are. */
  readonly seen: ReadonlySet<string>;
}

/** Something that has to be possible, so that nothing holds for want of it. */
export type Sights = Readonly<Record<string, (sides: Sides) => boolean>>;

interface Visit {
  readonly sides: Sides;
  readonly before: Visit | undefined;
  readonly what: string;
}

const NAMES = ['initiator', 'responder'] as const;

export function exploreTwoSides(setting: TwoSides, mostFaults = 1): Explored {
  const { budget, sights = {}, protection, mostStates = Number.POSITIVE_INFINITY } = setting;
  const begin = (side: ChangesInput['side']): Side => {
    const input = { side, sent: protection, received: protection };
    return startSide(setting.start(input).snapshot, input, budget);
  };
  const visits: Visit[] = [];
  const known = new Set<string>();
  const faults = new Map<string, readonly string[]>();
  const seen = new Set<string>();
  const visit = (sides: Sides, before: Visit | undefined, what: string): void => {
    const key = JSON.stringify(sides);
    if (known.has(key)) return;
    known.add(key);
    const here = { sides, before, what };
    visits.push(here);
    for (const [name, isSeen] of Object.entries(sights)) if (isSeen(sides)) seen.add(name);
    const fault = faultIn(sides);
    if (fault !== undefined && !faults.has(fault)) faults.set(fault, storyOf(here));
  };
  visit([begin('initiator'), begin('responder')], undefined, '');
  for (const here of visits) {
    if (faults.size >= mostFaults || visits.length > mostStates) break;
    for (const [index, side] of here.sides.entries()) {
      for (const { what, side: after, sent } of turnsOf(side, setting)) {
        const peer = here.sides[1 - index]!;
        const reached = { ...peer, inbox: [...peer.inbox, ...sent] };
        visit(index === 0 ? [after, reached] : [reached, after], here, `${NAMES[index]}: ${what}`);
      }
    }
  }
  return { states: visits.length, faults, seen };
}

function storyOf(last: Visit): readonly string[] {
  const story: string[] = [];
  for (let at: Visit | undefined = last; at?.before !== undefined; at = at.before) story.unshift(at.what);
  return story;
}

/** Nothing is under way: all that is left to happen is what users wish for. */
function isQuiet(sides: Sides): boolean {
  return sides.every(
    (side) => side.inbox.length === 0 && side.tasks.length === 0 && announcedCredentials(side) === side.told,
  );
}

/** Of a state in which nothing is under way, what both sides would not put up with. */
function faultIn(sides: Sides): string | undefined {
  if (!isQuiet(sides)) return undefined;
  const [initiator, responder] = sides;
  const isAsked = ({ snapshot: { context } }: Side) => context.offer === 'asking';
  for (const [index, { snapshot }] of sides.entries()) {
    const isWaiting = snapshot.state !== 'idle' && snapshot.state !== 'offered';
    if (isWaiting && !isAsked(sides[1 - index]!)) return `${NAMES[index]} waits in ${snapshot.state} for nothing`;
  }
  if (sides.some(isAsked)) return undefined;
  if (initiator.running !== responder.running) return 'the sides have different contents';
  const isOneSession = initiator.local === responder.remote && responder.local === initiator.remote;
  return isOneSession ? undefined : 'the sides have different ICE sessions';
}
