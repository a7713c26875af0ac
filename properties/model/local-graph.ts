/**
 * One agent's local states and moves as numbers, found when they are first asked for. The product works on these and
 * never steps a machine twice for the same question.
 */
import { invariant } from '../../src/base/errors.ts';
import { createNumbering } from '../../machines/numbering.ts';
import type { Agent, Ciphertext, Device, Happening, LocalState, LocalStep } from './agents.ts';
import { decryptAt, stepAgent } from './agents.ts';
import type { ModelCertificate } from './agents.ts';
import { attackersCiphertext, deliver, possibleHappenings } from './happenings.ts';

export interface LocalMove {
  readonly next: number;
  /** The ciphertext that leaves with it, as its number; -1 for none. */
  readonly sends: number;
  readonly happening: Happening;
}

export class LocalGraph {
  readonly agent: Agent;
  readonly #ciphertexts: readonly Ciphertext[];
  readonly #happenings: readonly Happening[];
  readonly #states = createNumbering<LocalState>(keyOf);
  readonly #moves: (readonly LocalMove[])[] = [];
  readonly #deliveries = new Map<number, LocalMove | undefined>();

  constructor(agent: Agent, callees: readonly Device[], ciphertexts: readonly Ciphertext[]) {
    this.agent = agent;
    this.#ciphertexts = ciphertexts;
    this.#happenings = possibleHappenings(agent, callees);
    this.#states.numberOf(agent.initial);
  }

  get size(): number {
    return this.#states.values.length;
  }

  state(number: number): LocalState {
    const state = this.#states.values[number];
    invariant(state !== undefined, 'a local state that was never reached');
    return state;
  }

  /** What can happen whatever the network has seen, and changes something. */
  moves(number: number): readonly LocalMove[] {
    const known = this.#moves[number];
    if (known !== undefined) return known;
    const state = this.state(number);
    const happenings = [...this.#happenings, deliver(this.agent, state.bound, attackersCiphertext(this.agent))];
    const moves = happenings.flatMap((happening) =>
      this.#moveOf(number, stepAgent(this.agent, state, happening), happening),
    );
    this.#moves[number] = moves;
    return moves;
  }

  /** The delivery of one of the honest ciphertexts; undefined where it changes nothing. */
  delivery(number: number, ciphertext: number): LocalMove | undefined {
    const key = number * this.#ciphertexts.length + ciphertext;
    if (this.#deliveries.has(key)) return this.#deliveries.get(key);
    const state = this.state(number);
    const carried = this.#ciphertexts[ciphertext];
    invariant(carried !== undefined, 'a ciphertext the model has');
    const happening = deliver(this.agent, state.bound, carried);
    const [move] = this.#moveOf(number, stepAgent(this.agent, state, happening), happening);
    this.#deliveries.set(key, move);
    return move;
  }

  /** The decryption this state waits for, and whether it opened the ciphertext. */
  decryption(
    number: number,
    wasOpened: boolean,
    others: readonly ModelCertificate[],
  ): LocalMove & { readonly opened: boolean } {
    const step = decryptAt(this.agent, this.state(number), wasOpened, others);
    const happening: Happening = {
      event: { type: step.opened ? 'omemo.decrypted' : 'omemo.refused', trust: 'blind' } as never,
    };
    return { next: this.#states.numberOf(step.state), sends: this.#sent(step), happening, opened: step.opened };
  }

  /**
   * The number of the honest ciphertext a state waits to decrypt: -1 for the attacker's, undefined where it waits for
   * none.
   */
  awaited(number: number): number | undefined {
    const { arrived } = this.state(number);
    return arrived === undefined ? undefined : this.#ciphertexts.findIndex((known) => isSame(known, arrived));
  }

  #moveOf(number: number, step: LocalStep, happening: Happening): readonly LocalMove[] {
    const next = this.#states.numberOf(step.state);
    const sends = this.#sent(step);
    return next === number && sends === -1 ? [] : [{ next, sends, happening }];
  }

  /**
   * An encrypted description leaves for the bound device. For the attacker's it is nothing the model has to remember.
   */
  #sent({ state, effects }: LocalStep): number {
    const isSent = effects.some(
      (effect) =>
        (effect.kind === 'sendSessionInitiate' || effect.kind === 'sendSessionAccept') &&
        effect.protection === 'encrypted',
    );
    if (!isSent || state.bound === undefined) return -1;
    const { device, call } = this.agent;
    return this.#ciphertexts.findIndex((known) =>
      isSame(known, { from: device, to: state.bound ?? 'E', certificate: { device, call } }),
    );
  }
}

function isSame(one: Ciphertext, other: Ciphertext): boolean {
  const { certificate } = one;
  return (
    one.from === other.from &&
    one.to === other.to &&
    certificate.device === other.certificate.device &&
    certificate.call === other.certificate.call
  );
}

function keyOf({ machine, bound, arrived, remote }: LocalState): string {
  const { role, state, context } = machine;
  return JSON.stringify([role, state, context, bound, arrived, remote]);
}
