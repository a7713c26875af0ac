/**
 * The product of all ends of one or two calls and a network that knows everything it has seen: it may deliver any
 * ciphertext it ever saw, any number of times, to any end, and forge whatever is not encrypted. Drop, delay, reorder,
 * duplicate, replay and inject are all in that.
 *
 * Breadth first, so that the first violation found is a shortest one.
 */
import { invariant } from '../../src/base/errors.ts';
import type { Agent, CallNumber, Ciphertext, Device, LocalState, ModelCertificate, Stepping } from './agents.ts';
import { createAgent } from './agents.ts';
import type { Policy } from '../../machines/context.ts';
import { LocalGraph } from './local-graph.ts';
import { STATE_WORDS, StateStore } from './state-store.ts';

export interface ProductOptions {
  readonly calls: readonly CallNumber[];
  readonly callees: readonly ('B1' | 'B2')[];
  readonly policy: Policy;
  readonly step?: Stepping;
  /** Stops with `complete: false` where there are more. */
  readonly mostStates: number;
}

/** The local states of all ends, in the order of `agents`. */
export type GlobalView = readonly { readonly agent: Agent; readonly state: LocalState }[];

/** Names what is wrong with a global state; undefined where nothing is. */
export type Invariant = (view: GlobalView) => string | undefined;

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  readonly complete: boolean;
  readonly bytes: number;
  /** The first violation of each kind, with a shortest way to it. */
  readonly violations: ReadonlyMap<string, readonly string[]>;
  /** Of each witness asked for, whether some state shows it, with a shortest way. */
  readonly witnesses: ReadonlyMap<string, readonly string[]>;
}

export interface Questions {
  readonly invariants: readonly Invariant[];
  /** Things that have to be possible, so that the invariants do not hold for want of anything happening. */
  readonly witnesses: Readonly<Record<string, (view: GlobalView) => boolean>>;
  /** One violation is enough. */
  readonly stopAtViolation?: boolean;
}

/** Explores to the fixpoint, or to the limit. */
export function explore(options: ProductOptions, questions: Questions): Exploration {
  return new Product(options, questions).run();
}

const LOCAL_BITS = 16;
/** The word with what the network has seen (low half) and what was opened (high half), a bit a ciphertext. */
const NETWORK_WORD = STATE_WORDS - 1;

class Product {
  readonly #graphs: readonly LocalGraph[];
  readonly #ciphertexts: readonly Ciphertext[];
  readonly #options: ProductOptions;
  readonly #questions: Questions;
  readonly #store = new StateStore();
  readonly #state = new Uint32Array(STATE_WORDS);
  readonly #next = new Uint32Array(STATE_WORDS);
  /** What each move number says, for telling a way. */
  readonly #told: string[] = [];
  readonly #toldNumbers = new Map<string, number>();
  readonly #found = {
    violations: new Map<string, readonly string[]>(),
    witnesses: new Map<string, readonly string[]>(),
  };
  #transitions = 0;

  constructor(options: ProductOptions, questions: Questions) {
    const { calls, callees, policy, step } = options;
    this.#options = options;
    this.#questions = questions;
    this.#ciphertexts = calls.flatMap((call) => callees.flatMap((callee) => exchanged('A', callee, call)));
    invariant(this.#ciphertexts.length <= LOCAL_BITS, 'as many ciphertexts as half a word has bits');
    const agents = calls.flatMap((call) =>
      (['A', ...callees] as const).map((device) => createAgent(device, call, policy, step)),
    );
    invariant(agents.length <= NETWORK_WORD * 2, 'two local states a word');
    this.#graphs = agents.map((agent) => new LocalGraph(agent, callees, this.#ciphertexts));
  }

  run(): Exploration {
    this.#reach(-1, 0);
    let number = 0;
    for (; number < this.#store.size && !this.#isEnough(); number += 1) {
      this.#state.set(this.#store.words(number));
      for (let agent = 0; agent < this.#graphs.length; agent += 1) this.#expand(number, agent);
    }
    const { size: states, bytes } = this.#store;
    return { states, transitions: this.#transitions, complete: number >= states, bytes, ...this.#found };
  }

  #isEnough(): boolean {
    const { violations } = this.#found;
    return (
      this.#store.size >= this.#options.mostStates || (this.#questions.stopAtViolation === true && violations.size > 0)
    );
  }

  #expand(number: number, agent: number): void {
    const graph = this.#graphs[agent];
    invariant(graph !== undefined, 'an agent of the product');
    const local = this.#local(agent);
    const network = this.#state[NETWORK_WORD] ?? 0;
    for (const { next, sends, happening } of graph.moves(local)) {
      this.#move(number, agent, next, sends === -1 ? network : network | (1 << sends), () =>
        describe(graph.agent, happening.event),
      );
    }
    for (let ciphertext = 0; ciphertext < this.#ciphertexts.length; ciphertext += 1) {
      if ((network & (1 << ciphertext)) === 0) continue;
      const move = graph.delivery(local, ciphertext);
      if (move === undefined) continue;
      this.#move(
        number,
        agent,
        move.next,
        network,
        () => `${describe(graph.agent, move.happening.event)} ${this.#origin(ciphertext)}`,
      );
    }
    this.#decrypt(number, agent, graph, local, network);
  }

  #decrypt(number: number, agent: number, graph: LocalGraph, local: number, network: number): void {
    const awaited = graph.awaited(local);
    if (awaited === undefined) return;
    const openedBit = awaited === -1 ? 0 : 1 << (awaited + LOCAL_BITS);
    const { next, opened } = graph.decryption(local, (network & openedBit) !== 0, this.#otherCertificates(agent));
    const word = opened ? network | openedBit : network;
    this.#move(
      number,
      agent,
      next,
      word,
      () => `${graph.agent.device}, call ${graph.agent.call}: ${opened ? 'decrypts' : 'cannot decrypt'}`,
    );
  }

  /** The certificates this device has accepted in its other live calls: all are with the same account. */
  #otherCertificates(agent: number): readonly ModelCertificate[] {
    const device = this.#graphs[agent]?.agent.device;
    return this.#graphs.flatMap((graph, other) => {
      if (other === agent || graph.agent.device !== device) return [];
      const { remote } = graph.state(this.#local(other));
      return remote === undefined ? [] : [remote];
    });
  }

  #move(number: number, agent: number, next: number, network: number, tell: () => string): void {
    this.#transitions += 1;
    this.#next.set(this.#state);
    const word = agent >> 1;
    const shift = (agent & 1) * LOCAL_BITS;
    this.#next[word] = ((this.#next[word] ?? 0) & ~(0xffff << shift)) | (next << shift);
    this.#next[NETWORK_WORD] = network;
    this.#reach(number, this.#moveNumber(tell()));
  }

  #reach(parent: number, move: number): void {
    const added = this.#store.add(this.#next, parent, move);
    if (added === -1) return;
    const { invariants, witnesses } = this.#questions;
    const view = this.#view();
    for (const check of invariants) {
      const violation = check(view);
      if (violation !== undefined && !this.#found.violations.has(violation)) {
        this.#found.violations.set(violation, this.#way(added));
      }
    }
    for (const [name, shows] of Object.entries(witnesses)) {
      if (!this.#found.witnesses.has(name) && shows(view)) this.#found.witnesses.set(name, this.#way(added));
    }
  }

  #view(): GlobalView {
    return this.#graphs.map((graph, agent) => ({ agent: graph.agent, state: graph.state(localOf(this.#next, agent)) }));
  }

  #way(number: number): readonly string[] {
    return this.#store.wayTo(number).map(({ move }) => this.#told[move] ?? '');
  }

  #moveNumber(told: string): number {
    let number = this.#toldNumbers.get(told);
    if (number === undefined) {
      number = this.#told.push(told) - 1;
      this.#toldNumbers.set(told, number);
    }
    return number;
  }

  #local(agent: number): number {
    return localOf(this.#state, agent);
  }

  #origin(ciphertext: number): string {
    const carried = this.#ciphertexts[ciphertext];
    return carried === undefined
      ? ''
      : `(encrypted by ${carried.from} for ${carried.to} in call ${carried.certificate.call})`;
  }
}

function localOf(state: Uint32Array, agent: number): number {
  return ((state[agent >> 1] ?? 0) >>> ((agent & 1) * LOCAL_BITS)) & 0xffff;
}

/** What two honest devices may send one another in one call: an offer and an answer. */
function exchanged(caller: Device, callee: Device, call: CallNumber): readonly Ciphertext[] {
  return [
    { from: caller, to: callee, certificate: { device: caller, call } },
    { from: callee, to: caller, certificate: { device: callee, call } },
  ];
}

function describe({ device, call }: Agent, event: { readonly type: string }): string {
  const { type, ...facts } = event;
  return [`${device}, call ${call}: ${type}`, ...Object.values(facts)].join(' ');
}
