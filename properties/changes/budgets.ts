/** What both sides may do in the explorations of a running call, and what has to come up in each. */
import { NONE } from './side.ts';
import type { Budget, Side } from './side.ts';
import type { Sides, Sights } from './two-sides.ts';

const NOTHING: Budget = { additions: 0, removals: 0, restarts: 0, timeouts: 0, refusals: 0 };
export const withBudget = (left: Partial<Budget>): Budget => ({ ...NOTHING, ...left });

const isIn =
  (state: string) =>
  ({ snapshot }: Side) =>
    snapshot.state === state;
const reads = (side: Side, kind: string) => side.inbox[0]?.kind === kind;

type IsSeen = (side: Side, peer: Side) => boolean;

export interface Exploration {
  readonly name: string;
  readonly budget: Budget;
  /** How many there are. */
  readonly states: number;
  readonly sights: Sights;
}

export const EXPLORATIONS: readonly Exploration[] = [
  {
    name: 'both add, take back, and are late',
    budget: withBudget({ additions: 1, removals: 1, timeouts: 1 }),
    states: 8_626,
    sights: eitherSide({
      'additions cross': (side, peer) => isIn('adding.waiting')(side) && isIn('adding.waiting')(peer),
      'both contents come': (side, peer) => side.running === 7 && peer.running === 7,
      'a yes is refused': (side) => reads(side, 'error') && side.acceptance !== null,
      'what was asked about is taken back': (side) => reads(side, 'remove') && isIn('offered')(side),
      'a deadline ends an addition': (side, peer) => side.left.timeouts === 0 && reads(peer, 'remove'),
    }),
  },
  {
    name: 'engines and OMEMO refuse',
    budget: withBudget({ additions: 1, refusals: 1 }),
    states: 623,
    sights: eitherSide({
      'what was agreed is refused': (side, peer) => side.left.refusals === 0 && reads(peer, 'remove'),
      'what was offered is refused': (side, peer) => side.left.refusals === 0 && reads(peer, 'reject'),
    }),
  },
  {
    name: 'both restart ICE twice',
    budget: withBudget({ restarts: 2 }),
    states: 7_973,
    sights: eitherSide({
      'restarts cross': (side, peer) => isIn('restarting.asked')(side) && isIn('restarting.asked')(peer),
      'a restart is refused': (side) => side.refused !== NONE,
      'ours waits for our answer to theirs': isIn('restarting.owing'),
    }),
  },
  {
    name: 'both add and restart ICE',
    budget: withBudget({ additions: 1, restarts: 1 }),
    states: 44_693,
    sights: eitherSide({
      'a restart waits for an addition': ({ snapshot }) => snapshot.context.restart === 'wanted',
      'an offer waits for a restart': (side) =>
        isIn('restarting.asked')(side) && side.snapshot.context.offer === 'accepted',
    }),
  },
];

function eitherSide(sights: Readonly<Record<string, IsSeen>>): Sights {
  const both = Object.entries(sights).map(([name, isSeen]) => {
    const isSeenOf = ([one, other]: Sides) => isSeen(one, other) || isSeen(other, one);
    return [name, isSeenOf] as const;
  });
  return Object.fromEntries(both);
}
