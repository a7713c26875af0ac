/**
 * Explores a system breadth first, so that the first violation found is a shortest one. Can stop anywhere and go on, in
 * this process or, through a checkpoint, in another.
 */
import { createAlphabet } from './wire.ts';
import type { Setting } from './wire.ts';
import { Automaton } from './automaton.ts';
import type { AutomatonOptions, Move } from './automaton.ts';
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

/** A violation, and the state it was found in; the last step is its own where a monitor found it. */
export interface Found {
  readonly what: string;
  readonly way: readonly Transition[];
}

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
      this.#store.read(number, this.#state);
      let successors = 0;
      this.#relation.expand(this.#state, (next, _kind, _end, move) => {
        successors += 1;
        if (move !== undefined) {
          move.taken = true;
          if (move.violation !== undefined) this.#note(this.violations, move.violation, number, next);
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
    while (!this.isComplete && this.states < mostStates && !(untilViolation && this.violations.size > 0)) {
      this.run(1024, mostStates);
    }
    return this;
  }

  /** What a checkpoint has to hold beside the system's own description. */
  save(): { readonly position: number; readonly transitions: number; readonly terminals: number } & ReturnType<
    StateStore['records']
  > {
    const { words, parents } = this.#store.records();
    return { position: this.#position, transitions: this.#transitions, terminals: this.#terminals, words, parents };
  }

  /**
   * Goes on where another explorer of the same system was. Local states are numbered as they are found, so they are found
   * again in the same order first.
   */
  restore(saved: ReturnType<Explorer['save']>): void {
    while (this.#position < saved.position) this.run(saved.position - this.#position);
    this.#store = StateStore.from(this.#relation.width, saved.words, saved.parents);
    this.#transitions = saved.transitions;
    this.#terminals = saved.terminals;
  }

  #reach(next: Uint32Array, parent: number): void {
    const added = this.#store.add(next, parent);
    if (added === -1) return;
    const flags = this.system.ends.map((end, index) => end.flags(next[index] as number));
    for (const check of this.#questions.invariants) {
      const violation = check(flags, this.system);
      if (violation !== undefined) this.#note(this.violations, violation, added);
    }
    for (const [name, shows] of Object.entries(this.#questions.witnesses)) {
      if (!this.witnesses.has(name) && shows(flags, this.system)) this.#note(this.witnesses, name, added);
    }
  }

  #stop(number: number): void {
    this.#terminals += 1;
    const { ends } = this.system;
    const violation = this.#questions.terminal?.(
      ends.map((end, index) => end.flags(this.#state[index] as number)),
      this.system,
    );
    if (violation !== undefined) this.#note(this.violations, violation, number);
  }

  #note(list: Map<string, Found>, what: string, number: number, last?: Uint32Array): void {
    if (list.has(what)) return;
    // The step of a violating move may lead to a state that was known before, by another way.
    const lastWords = last === undefined ? undefined : new Uint32Array(last);
    list.set(what, { what, way: this.#wayTo(number, lastWords, what) });
  }

  #wayTo(number: number, last: Uint32Array | undefined, what: string): readonly Transition[] {
    const numbers = this.#store.wayTo(number);
    const words = numbers.map((each) => {
      const into = new Uint32Array(this.#relation.width);
      this.#store.read(each, into);
      return into;
    });
    const steps = words.slice(1).map((next, index) => this.#between(words[index] as Uint32Array, next));
    const before = words.at(-1);
    if (last === undefined || before === undefined) return steps;
    return [...steps, this.#between(before, last, (move) => move?.violation === what)];
  }

  /** The transition between two neighbours. A relation of its own: the one that explores is in the middle of its work. */
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
