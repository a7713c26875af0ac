/** The relation of a network that knows everything it has ever seen, and delivers it or not. */
import type { Automaton, Move } from './automaton.ts';
import { localAt, localWords, withLocal, wordOf } from './local-words.ts';
import type { Relation, System, Transition, Visit } from './system.ts';

/** A message that does something to a device in a local state. */
interface Delivery {
  readonly message: number;
  readonly move: Move;
  /** The bits that have to be set in what the network has seen. */
  readonly needs: number;
}

export class KnowledgeRelation implements Relation {
  readonly width: number;
  readonly #system: System;
  /** The word that has a bit for each ciphertext seen. */
  readonly #seenWord: number;
  readonly #next: Uint32Array;
  /** Of each device, for each local state. */
  readonly #deliveries: (readonly Delivery[])[][];

  constructor(system: System) {
    this.#system = system;
    this.#seenWord = localWords(system.ends.length);
    this.width = this.#seenWord + 1;
    this.#next = new Uint32Array(this.width);
    this.#deliveries = system.ends.map(() => []);
  }

  expand(state: Uint32Array, visit: Visit): void {
    const { ends } = this.#system;
    const seen = state[this.#seenWord] as number;
    // Counted loops: iterators would be most of what is left for the garbage collector.
    for (let index = 0; index < ends.length; index += 1) {
      const end = ends[index] as Automaton;
      const local = localAt(state, index);
      const own = end.ownMoves(local);
      for (let at = 0; at < own.length; at += 1) this.#go(state, visit, 'own', index, own[at] as Move, -1);
      const deliveries = this.#deliveriesOf(index, end, local);
      for (let at = 0; at < deliveries.length; at += 1) {
        const { message, move, needs } = deliveries[at] as Delivery;
        if ((needs & ~seen) === 0) this.#go(state, visit, 'get', index, move, message);
      }
    }
  }

  #go(state: Uint32Array, visit: Visit, kind: Transition['kind'], end: number, move: Move, message: number): void {
    const next = this.#next;
    for (let word = 0; word < this.#seenWord; word += 1) next[word] = state[word] as number;
    next[wordOf(end)] = withLocal(next[wordOf(end)] as number, end, move.next);
    next[this.#seenWord] = (state[this.#seenWord] as number) | move.reveals;
    visit(next, kind, end, move, message);
  }

  #deliveriesOf(index: number, end: Automaton, local: number): readonly Delivery[] {
    const known = this.#deliveries[index] as (readonly Delivery[])[];
    return (known[local] ??= end.inbox.flatMap((message): Delivery[] => {
      const move = end.receive(local, message);
      return move === undefined ? [] : [{ message, move, needs: this.#system.alphabet.bitOf(message) }];
    }));
  }
}
