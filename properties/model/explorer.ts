/**
 * Explores a system breadth first, so that the first violation found is a shortest one. Can stop anywhere and go on, in
 * this process or, through a checkpoint, in another.
 */
import { invariant } from '../../src/base/errors.ts';
import type { Answer } from './answers.ts';
import { Answers } from './answers.ts';
import { Automaton } from './automaton.ts';
import type { AutomatonOptions, Move, Question } from './automaton.ts';
import type { Questions } from './joint.ts';
import { NO_STATE, StateStore } from './state-store.ts';
import { relationOf } from './system.ts';
import type { Network, Relation, System, Transition } from './system.ts';
import { createAlphabet } from './wire.ts';
import type { Setting } from './wire.ts';

export function createSystem(setting: Setting, network: Network, options: AutomatonOptions = {}): System {
  const alphabet = createAlphabet(setting);
  const ends = setting.devices.map((device) => new Automaton(device, setting, alphabet, options));
  return { setting, alphabet, ends, network };
}

/** What was found: its name, and the shortest way to it, which `story.ts` tells. */
export interface Found {
  readonly what: string;
  readonly way: readonly Transition[];
}

/** A name, the state it was found in, and the words its last step led to where that is a step of its own. */
export type Place = readonly [what: string, state: number, last: readonly number[] | null];

/** Where an exploration is. */
export interface Position {
  readonly states: number;
  readonly expanded: number;
  readonly transitions: number;
  readonly terminals: number;
  /** Of each end. */
  readonly asked: readonly (readonly Question[])[];
  /** Where each was found. */
  readonly violations: readonly Place[];
  readonly witnesses: readonly Place[];
}

/** Everything another process needs to go on with the same system. */
export interface Saved {
  readonly position: Position;
  /** The states, and where each came from: see `StateStore`. */
  readonly records: Iterable<Uint32Array>;
}

/** Between two looks at whether it is enough. */
const STATES_A_RUN = 1_024;

export class Explorer {
  readonly system: System;
  readonly #relation: Relation;
  readonly #answers: Answers;
  readonly #state: Uint32Array;
  #store: StateStore;
  /** The next state to be expanded. */
  #expanded = 0;
  #transitions = 0;
  #terminals = 0;
  readonly #places = { violations: [] as Place[], witnesses: [] as Place[] };
  readonly violations = new Map<string, Found>();
  readonly witnesses = new Map<string, Found>();
  /** What there is nothing new in. */
  readonly #noted = new WeakSet<Answer>();

  constructor(system: System, questions: Questions) {
    this.system = system;
    this.#relation = relationOf(system);
    this.#answers = new Answers(system, questions);
    this.#store = new StateStore(this.#relation.width);
    this.#state = new Uint32Array(this.#relation.width);
    this.#reach(this.#state, NO_STATE);
  }

  get states(): number {
    return this.#store.size;
  }

  /** Of which so many were looked at for what follows. */
  get expanded(): number {
    return this.#expanded;
  }

  get transitions(): number {
    return this.#transitions;
  }

  /** States that nothing follows. */
  get terminals(): number {
    return this.#terminals;
  }

  /** The bytes that all states take. */
  get bytes(): number {
    return this.#store.bytes;
  }

  get isComplete(): boolean {
    return this.#expanded >= this.#store.size;
  }

  /** Expands up to so many states further; stops before where there are none, or `mostStates` are known. */
  run(most: number, mostStates = Number.POSITIVE_INFINITY): void {
    const end = this.#expanded + most;
    let successors = 0;
    let number = 0;
    const visit = (next: Uint32Array, _kind: Transition['kind'], _end: number, move: Move | undefined): void => {
      successors += 1;
      if (move !== undefined) {
        move.take();
        if (move.violation !== undefined) this.#note('violations', move.violation, number, [...next]);
      }
      this.#reach(next, number);
    };
    for (; this.#expanded < end && !this.isComplete && this.#store.size < mostStates; this.#expanded += 1) {
      number = this.#expanded;
      successors = 0;
      this.#store.read(number, this.#state);
      this.#relation.expand(this.#state, visit);
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

  save(): Saved {
    const { states, expanded, transitions, terminals } = this;
    const asked = this.system.ends.map((end) => end.asked);
    const { violations, witnesses } = this.#places;
    const position = { states, expanded, transitions, terminals, asked, violations, witnesses };
    return { position, records: this.#store.records() };
  }

  /** Goes on where another explorer of the same system was. This one has not begun. */
  restore({ position, records }: Saved): this {
    for (const [index, end] of this.system.ends.entries()) end.askAgain(position.asked[index] ?? []);
    this.#store = StateStore.from(this.#relation.width, records);
    this.#expanded = position.expanded;
    this.#transitions = position.transitions;
    this.#terminals = position.terminals;
    for (const kind of ['violations', 'witnesses'] as const) {
      for (const [what, state, last] of position[kind]) this.#note(kind, what, state, last);
    }
    return this;
  }

  #reach(next: Uint32Array, parent: number): void {
    const added = this.#store.add(next, parent);
    if (added === NO_STATE) return;
    const answer = this.#answers.of(next);
    if (this.#noted.has(answer)) return;
    this.#noted.add(answer);
    for (const violation of answer.violations) this.#note('violations', violation, added, null);
    for (const witness of answer.witnesses) this.#note('witnesses', witness, added, null);
  }

  #stop(number: number): void {
    this.#terminals += 1;
    const { terminal } = this.#answers.of(this.#state);
    if (terminal !== undefined) this.#note('violations', terminal, number, null);
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
    const words = this.#store.wayTo(number).map((each) => {
      const state = new Uint32Array(this.#relation.width);
      this.#store.read(each, state);
      return state;
    });
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
    invariant(found !== undefined, 'every state has the step that led to it');
    return found;
  }
}
