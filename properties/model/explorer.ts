/**
 * Explores a system breadth first, so that the first violation found is a shortest one. Can stop anywhere and go on, in
 * this process or, through a checkpoint, in another.
 */
import { createAlphabet } from './wire.ts';
import type { Setting } from './wire.ts';
import { Automaton } from './automaton.ts';
import type { AutomatonOptions, Move, Question } from './automaton.ts';
import type { JointInvariant, TerminalCheck, Witnesses } from './joint.ts';
import { StateStore } from './state-store.ts';
import { relationOf } from './system.ts';
import type { Network, Relation, System, Transition } from './system.ts';

export function createSystem(setting: Setting, network: Network, options: AutomatonOptions = {}): System {
  const alphabet = createAlphabet(setting);
  const ends = setting.devices.map((device) => new Automaton(device, setting, alphabet, options));
  return { setting, alphabet, ends, network };
}

export interface Questions {
  readonly invariants: readonly JointInvariant[];
  /** Things that have to be possible, so that nothing holds for want of anything happening. */
  readonly witnesses: Witnesses;
  /** What a state that nothing follows has to be. */
  readonly terminal?: TerminalCheck;
}

/** What was found: its name, and the shortest way to it, which `story.ts` tells. */
export interface Found {
  readonly what: string;
  readonly way: readonly Transition[];
}

/** A name, the state it was found in, and the words its last step led to where that is a step of its own. */
export type Place = readonly [what: string, state: number, last: readonly number[] | null];

export interface Saved {
  readonly position: number;
  readonly transitions: number;
  readonly terminals: number;
  /** Of each end. */
  readonly asked: readonly (readonly Question[])[];
  /** Where each was found. */
  readonly violations: readonly Place[];
  readonly witnesses: readonly Place[];
  readonly words: Uint32Array;
  readonly parents: Int32Array;
}

/** Between two looks at whether it is enough. */
const STATES_A_RUN = 1_024;

export class Explorer {
  readonly system: System;
  readonly #relation: Relation;
  readonly #questions: Questions;
  readonly #state: Uint32Array;
  #store: StateStore;
  /** The next state to be expanded. */
  #position = 0;
  #transitions = 0;
  #terminals = 0;
  readonly #places = { violations: [] as Place[], witnesses: [] as Place[] };
  readonly violations = new Map<string, Found>();
  readonly witnesses = new Map<string, Found>();

  constructor(system: System, questions: Questions) {
    this.system = system;
    this.#questions = questions;
    this.#relation = relationOf(system);
    this.#store = new StateStore(this.#relation.width);
    this.#state = new Uint32Array(this.#relation.width);
    this.#reach(this.#state, -1);
  }

  get states(): number {
    return this.#store.size;
  }

  get expanded(): number {
    return this.#position;
  }

  get transitions(): number {
    return this.#transitions;
  }

  /** States that nothing follows. */
  get terminals(): number {
    return this.#terminals;
  }

  get bytes(): number {
    return this.#store.bytes;
  }

  get isComplete(): boolean {
    return this.#position >= this.#store.size;
  }

  /** Expands up to so many states further; stops before where there are none, or `mostStates` are known. */
  run(most: number, mostStates = Number.POSITIVE_INFINITY): void {
    const end = this.#position + most;
    for (; this.#position < end && !this.isComplete && this.#store.size < mostStates; this.#position += 1) {
      const number = this.#position;
      this.#state.set(this.#store.words(number));
      let successors = 0;
      this.#relation.expand(this.#state, (next, _kind, _end, move) => {
        successors += 1;
        if (move !== undefined) {
          move.take();
          if (move.violation !== undefined) this.#note('violations', move.violation, number, [...next]);
        }
        this.#reach(next, number);
      });
      this.#transitions += successors;
      if (successors === 0) this.#stop(number);
    }
  }

  /** Runs to the end, or to the bound, or to the first violation. */
  finish(options: { readonly mostStates?: number; readonly untilViolation?: boolean } = {}): this {
    const { mostStates = Number.POSITIVE_INFINITY, untilViolation = false } = options;
    const isEnough = () => this.states >= mostStates || (untilViolation && this.violations.size > 0);
    while (!this.isComplete && !isEnough()) this.run(STATES_A_RUN, mostStates);
    return this;
  }

  /** Everything another process needs to go on with the same system. */
  save(): Saved {
    const { words, parents } = this.#store.records();
    return {
      position: this.#position,
      transitions: this.#transitions,
      terminals: this.#terminals,
      asked: this.system.ends.map(({ asked }) => asked),
      violations: [...this.#places.violations],
      witnesses: [...this.#places.witnesses],
      words,
      parents,
    };
  }

  /** Goes on where another explorer of the same system was. This one has not begun. */
  restore(saved: Saved): this {
    for (const [index, end] of this.system.ends.entries()) end.askAgain(saved.asked[index] ?? []);
    this.#store = StateStore.from(this.#relation.width, saved.words, saved.parents);
    this.#position = saved.position;
    this.#transitions = saved.transitions;
    this.#terminals = saved.terminals;
    for (const kind of ['violations', 'witnesses'] as const) {
      for (const [what, state, last] of saved[kind]) this.#note(kind, what, state, last);
    }
    return this;
  }

  #reach(next: Uint32Array, parent: number): void {
    const added = this.#store.add(next, parent);
    if (added === -1) return;
    const flags = this.system.ends.map((end, index) => end.flags(next[index] as number));
    for (const check of this.#questions.invariants) {
      const violation = check(flags, this.system);
      if (violation !== undefined) this.#note('violations', violation, added, null);
    }
    for (const [name, shows] of Object.entries(this.#questions.witnesses)) {
      if (!this.witnesses.has(name) && shows(flags, this.system)) this.#note('witnesses', name, added, null);
    }
  }

  #stop(number: number): void {
    this.#terminals += 1;
    const { ends } = this.system;
    const violation = this.#questions.terminal?.(
      ends.map((end, index) => end.flags(this.#state[index] as number)),
      this.system,
    );
    if (violation !== undefined) this.#note('violations', violation, number, null);
  }

  /** The first time counts: breadth first, it has a shortest way. */
  #note(kind: 'violations' | 'witnesses', what: string, state: number, last: readonly number[] | null): void {
    if (this[kind].has(what)) return;
    this.#places[kind].push([what, state, last]);
    // The step of a violating move may lead to a state that was known before, by another way.
    const lastWords = last === null ? undefined : Uint32Array.from(last);
    this[kind].set(what, { what, way: this.#wayTo(state, lastWords, what) });
  }

  #wayTo(number: number, last: Uint32Array | undefined, what: string): readonly Transition[] {
    const numbers = this.#store.wayTo(number);
    const words = numbers.map((each) => this.#store.words(each).slice());
    const steps = words.slice(1).map((next, index) => this.#between(words[index] as Uint32Array, next));
    const before = words.at(-1);
    if (last === undefined || before === undefined) return steps;
    return [...steps, this.#between(before, last, (move) => move?.violation === what)];
  }

  /**
   * The transition between two neighbours. A relation of its own: the one that explores is in the middle of its work.
   */
  #between(from: Uint32Array, to: Uint32Array, isWanted: (move: Move | undefined) => boolean = () => true): Transition {
    let found: Transition | undefined;
    relationOf(this.system).expand(from, (next, kind, end, move, message) => {
      if (found === undefined && isWanted(move) && next.every((word, index) => word === to[index])) {
        found = { kind, end, move, message };
      }
    });
    if (found === undefined) throw new Error('bug: a state without the step that led to it');
    return found;
  }
}
