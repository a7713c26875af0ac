/**
 * What the questions of an exploration say of a state. They ask for what is to be seen of each device from outside,
 * its *look*, and there are few combinations of looks: each is asked about once.
 */
import type { JointInvariant, Questions } from './joint.ts';
import { localAt } from './local-words.ts';
import type { System } from './system.ts';

export interface Answer {
  readonly violations: readonly string[];
  /** What has to be possible, and is. */
  readonly witnesses: readonly string[];
  /** What is wrong if nothing follows the state. */
  readonly terminal: string | undefined;
}

export class Answers {
  readonly #system: System;
  readonly #questions: Questions;
  /** By the look of the first device, then of the second, and so on. */
  readonly #root: Branch = [];

  constructor(system: System, questions: Questions) {
    this.#system = system;
    this.#questions = questions;
  }

  of(state: Uint32Array): Answer {
    const { ends } = this.#system;
    const last = ends.length - 1;
    let branch = this.#root;
    for (let end = 0; end < last; end += 1) {
      const look = this.#lookAt(state, end);
      branch = (branch[look] ??= []) as Branch;
    }
    const look = this.#lookAt(state, last);
    return (branch[look] ??= this.#ask(state)) as Answer;
  }

  #lookAt(state: Uint32Array, end: number): number {
    return this.#system.ends[end]?.look(localAt(state, end)) ?? 0;
  }

  #ask(state: Uint32Array): Answer {
    const { invariants, witnesses, terminal } = this.#questions;
    const flags = this.#system.ends.map((end, index) => end.flags(localAt(state, index)));
    const check = (invariant: JointInvariant) => invariant(flags, this.#system) ?? [];
    return {
      violations: invariants.flatMap(check),
      witnesses: Object.keys(witnesses).filter((name) => witnesses[name]?.(flags, this.#system)),
      terminal: terminal?.(flags, this.#system),
    };
  }
}

type Branch = (Answer | Branch | undefined)[];
