/**
 * What an exploration has worked out of a system, as tables: each device's local states with their moves, by number.
 * Nothing is worked out anew. A move that the exploration never needed is `unknown`, and an engine that comes by it has
 * found a state that the exploration did not.
 */
import { invariant } from '../../../src/base/errors.ts';
import type { Automaton, Move } from '../automaton.ts';
import { FLAG, FLAG_BITS } from '../automaton.ts';
import type { JointInvariant } from '../joint.ts';
import type { Network, System } from '../system.ts';

export interface TableMove {
  readonly next: number;
  /** Which of `Tables.sends` leaves with it. */
  readonly sends: number;
  /** Which of `Tables.objections` a monitor has to it; 0 for none. */
  readonly objection: number;
}

/** `none`: nothing comes of it. */
export type TableAnswer = TableMove | 'none' | 'unknown';

export interface EndTable {
  readonly name: string;
  /** For each local state: what the device can do by itself, but for deadlines; and its deadlines. */
  readonly own: readonly (readonly TableMove[] | 'unknown')[];
  readonly deadlines: readonly (readonly TableMove[])[];
  /** The messages that are for this device. */
  readonly inbox: readonly number[];
  /** For each local state and each place in `inbox`. */
  readonly got: readonly (readonly TableAnswer[])[];
  /** Whether some call of the device is neither connected nor over. */
  readonly waits: readonly boolean[];
  /** What is to be seen from outside, as a number of `looks`. */
  readonly look: readonly number[];
  readonly looks: readonly number[];
}

export interface Tables {
  readonly name: string;
  readonly network: Network;
  readonly ends: readonly EndTable[];
  /** Lists of messages. The first is empty. */
  readonly sends: readonly (readonly number[])[];
  /** For each message: the ciphertext in it as a bit, 0 where it can be made up. */
  readonly carries: readonly number[];
  /** What monitors and joint invariants object to. The first is nobody's. */
  readonly objections: readonly string[];
  /** For each combination of looks, the last device's first: which objection a joint invariant has to it. */
  readonly joint: readonly number[];
}

const MOST_LOCAL_STATES = 0x7fff;

/** @param name  what the tables are of, for a reader */
export function tablesOf(name: string, system: System, invariants: readonly JointInvariant[]): Tables {
  const sends = new Lists<readonly number[]>([], (list) => list.join());
  const objections = new Lists('', (objection) => objection);
  const ends = system.ends.map((end) => endTableOf(end, sends, objections));
  const objectionTo = (flags: readonly number[]): string =>
    invariants.reduce((found, check) => (found === '' ? (check(flags, system) ?? '') : found), '');
  return {
    name,
    network: system.network,
    ends,
    sends: sends.all,
    carries: Array.from(system.alphabet.carries, (ciphertext) => (ciphertext === -1 ? 0 : 1 << ciphertext)),
    joint: combinations(ends).map((flags) => objections.numberOf(objectionTo(flags))),
    objections: objections.all,
  };
}

function endTableOf(end: Automaton, sends: Lists<readonly number[]>, objections: Lists<string>): EndTable {
  const asked = new Set(end.asked.map(([local, message]) => `${local} ${message}`));
  const isAsked = (local: number, message: number): boolean => asked.has(`${local} ${message}`);
  const locals = Array.from({ length: end.size }, (_, local) => local);
  const moveOf = ({ next, sends: sent, violation }: Move): TableMove => ({
    next,
    sends: sends.numberOf(sent),
    objection: objections.numberOf(violation ?? ''),
  });
  const ownOf = (local: number, isWanted: (move: Move) => boolean): readonly TableMove[] =>
    isAsked(local, -1) ? end.ownMoves(local).filter(isWanted).map(moveOf) : [];
  invariant(end.size <= MOST_LOCAL_STATES, 'a local state is a short integer');
  const flags = locals.map((local) => end.flags(local));
  const looks = [...new Set(flags)];
  return {
    name: end.name,
    own: locals.map((local) => (isAsked(local, -1) ? ownOf(local, (move) => !isDeadline(move)) : 'unknown')),
    deadlines: locals.map((local) => ownOf(local, isDeadline)),
    inbox: end.inbox,
    got: locals.map((local) =>
      end.inbox.map((message) => {
        if (!isAsked(local, message)) return 'unknown';
        const move = end.receive(local, message);
        return move === undefined ? 'none' : moveOf(move);
      }),
    ),
    waits: flags.map(isWaiting),
    look: flags.map((each) => looks.indexOf(each)),
    looks,
  };
}

function isDeadline({ act }: Move): boolean {
  return act.startsWith('timer.');
}

function isWaiting(flags: number): boolean {
  for (let bits = flags; bits !== 0; bits >>>= FLAG_BITS) {
    if ((bits & FLAG.live) !== 0 && (bits & FLAG.active) === 0) return true;
  }
  return false;
}

/** Every choice of one look of each end. */
function combinations(ends: readonly EndTable[]): readonly (readonly number[])[] {
  const all = ends.reduce<readonly (readonly number[])[]>(
    (chosen, { looks }) => chosen.flatMap((before) => looks.map((look) => [...before, look])),
    [[]],
  );
  invariant(all.length <= 100_000, 'few enough looks to ask of each combination');
  return all;
}

/** Things numbered as they come, each once. */
class Lists<T> {
  readonly all: T[] = [];
  readonly #keyOf: (value: T) => string;
  readonly #numbers = new Map<string, number>();

  /** @param first  has the number 0 */
  constructor(first: T, keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
    this.numberOf(first);
  }

  numberOf(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}
