/**
 * A device as an automaton over integers: its states numbered as they are found, its moves worked out once. The
 * product, the model checker's tables and the stories are all made of these.
 */
import type { CallEvent } from '../../machines/events.ts';
import { createNumbering } from '../../machines/numbering.ts';
import { describeEvent } from '../../machines/table-text.ts';
import { invariant } from '../../src/base/errors.ts';
import { isLive, keyOfDevice, ModelDevice } from './device.ts';
import type { DeviceState, DeviceStep, OwnAct } from './device.ts';
import { AS_THEY_ARE } from './call-slot.ts';
import type { Running } from './call-slot.ts';
import type { Alphabet, CallNumber, HonestDevice, Setting } from './wire.ts';

/** One thing a device can do, or what a message does to it. Shared: one object for each move there is. */
export interface Move {
  /** The local state it leads to. */
  readonly next: number;
  /** Numbers of the messages that leave with it. */
  readonly sends: readonly number[];
  /** The ciphertexts in them, a bit each. */
  readonly reveals: number;
  readonly act: string;
  readonly call: CallNumber;
  /** What a monitor found wrong with it. */
  readonly violation: string | undefined;
  /** Notes that an exploration came by. */
  readonly take: () => void;
  /** Whether one did. */
  readonly isTaken: () => boolean;
}

/** What is to be seen of a call at a device from outside, a bit each; `FLAG_BITS` bits a call. */
export const FLAG = { live: 1, active: 2, authenticated: 4, shown: 8, over: 16, ringing: 32, spliced: 64 } as const;
export const FLAG_BITS = 8;

/** A local state, and a message or `OWN`. */
export type Question = readonly [local: number, message: number];
const OWN = -1;

export interface AutomatonOptions extends Partial<Running> {
  /** Everybody wants the call: nobody hangs up, refuses or loses patience, and nothing fails. */
  readonly cooperative?: boolean;
}

export class Automaton {
  readonly name: HonestDevice;
  readonly #device: ModelDevice;
  readonly #setting: Setting;
  readonly #alphabet: Alphabet;
  readonly #acts: readonly { readonly call: CallNumber; readonly act: OwnAct; readonly told: string }[];
  /** Numbers of the messages that are for this device. */
  readonly inbox: readonly number[];
  readonly #states = createNumbering<DeviceState>(keyOfDevice);
  readonly #own: (readonly Move[])[] = [];
  /** For each local state, the move of each message; null where nobody has asked. */
  readonly #received: (Move | null | undefined)[][] = [];
  readonly #flags: number[] = [];
  readonly #looks: number[] = [];
  readonly #lookNumbers = createNumbering<number>(String);
  /** The questions that were worked out, in order: asked again, they number the same states the same. */
  readonly #asked: Question[] = [];

  constructor(name: HonestDevice, setting: Setting, alphabet: Alphabet, options: AutomatonOptions = {}) {
    this.name = name;
    this.#setting = setting;
    this.#alphabet = alphabet;
    this.#device = new ModelDevice(name, setting, { ...AS_THEY_ARE, ...options });
    const events = options.cooperative === true ? COOPERATIVE : OWN_EVENTS;
    this.#acts = setting.calls
      .filter(({ caller, callees }) => caller === name || callees.includes(name))
      .flatMap(({ number: call }) => [
        { call, act: { kind: 'place' } as const, told: 'places the call' },
        ...events.map((event) => ({ call, act: { kind: 'event', event } as const, told: describeEvent(event) })),
        { call, act: { kind: 'decrypt' } as const, told: 'decrypts' },
      ]);
    this.inbox = alphabet.messages.flatMap(({ to }, number) => (to === name ? [number] : []));
    this.#states.numberOf(this.#device.initial);
  }

  /** How many local states were found so far. 0 is the first. */
  get size(): number {
    return this.#states.values.length;
  }

  state(number: number): DeviceState {
    const state = this.#states.values[number];
    invariant(state !== undefined, 'a local state that was never found');
    return state;
  }

  /** Everything that was asked of it so far. */
  get asked(): readonly Question[] {
    return this.#asked;
  }

  /** Asks the same of an automaton nobody has asked anything: its states then have the same numbers. */
  askAgain(questions: readonly Question[]): void {
    for (const [number, message] of questions) {
      if (message === OWN) this.ownMoves(number);
      else this.receive(number, message);
    }
  }

  /** What it can do without a message: its users, deadlines, the results of its own work. */
  ownMoves(number: number): readonly Move[] {
    const known = this.#own[number];
    if (known !== undefined) return known;
    this.#asked.push([number, OWN]);
    const state = this.state(number);
    const moves = this.#acts.flatMap(
      ({ call, act, told }) => this.#moveOf(number, this.#device.act(state, call, act), call, told) ?? [],
    );
    this.#own[number] = moves;
    return moves;
  }

  /** What a message does; undefined where it does nothing. */
  receive(number: number, message: number): Move | undefined {
    const moves = (this.#received[number] ??= this.#alphabet.messages.map(() => null));
    const known = moves[message];
    if (known !== null) return known;
    this.#asked.push([number, message]);
    const content = this.#alphabet.messages[message];
    invariant(content !== undefined, 'a message of the alphabet');
    const move = this.#moveOf(number, this.#device.receive(this.state(number), content), content.call, 'gets');
    moves[message] = move;
    return move;
  }

  /** The number of what is to be seen from outside: equal numbers are equal `flags`. */
  look(number: number): number {
    return (this.#looks[number] ??= this.#lookNumbers.numberOf(this.flags(number)));
  }

  /** What is to be seen from outside in a local state: `FLAG_BITS` bits a call, from the lowest. */
  flags(number: number): number {
    return (this.#flags[number] ??= this.#setting.calls.reduce((bits, { number: call }) => {
      const slot = this.state(number).slots[call - 1];
      return bits | (flagsOf(slot, call) << (FLAG_BITS * (call - 1)));
    }, 0));
  }

  #moveOf(from: number, step: DeviceStep | undefined, call: CallNumber, act: string): Move | undefined {
    if (step === undefined) return undefined;
    const next = this.#states.numberOf(step.state);
    const sends = step.sends.map((message) => this.#alphabet.numberOf(message)).filter((number) => number !== -1);
    const { violation } = step;
    if (next === from && sends.length === 0 && violation === undefined) return undefined;
    let taken = false;
    const take = () => {
      taken = true;
    };
    const reveals = sends.reduce((bits, message) => bits | this.#alphabet.bitOf(message), 0);
    return { next, sends, reveals, act, call, violation, take, isTaken: () => taken };
  }
}

/** `spliced`: shown as authenticated over a certificate that the bound device made for another call. */
function flagsOf(slot: DeviceState['slots'][number] | undefined, call: CallNumber): number {
  if (slot === 'over' || slot === undefined || slot === 'absent') return slot === 'over' ? FLAG.over : 0;
  if (slot === 'overShown') return FLAG.over | FLAG.shown;
  if (!isLive(slot)) return 0;
  const { state, context } = slot.machine;
  const isAccepted = state === 'initiated.applying' || state.startsWith('established');
  const authenticated =
    isAccepted && context.sent === 'encrypted' && context.received === 'encrypted' && context.trust !== 'distrusted';
  return (
    FLAG.live |
    (state === 'established.active' ? FLAG.active : 0) |
    (authenticated ? FLAG.authenticated : 0) |
    (slot.shown ? FLAG.shown : 0) |
    (authenticated && slot.remote?.device !== 'E' && slot.remote?.call !== call ? FLAG.spliced : 0) |
    (['called', 'offered', 'ringing'].some((phase) => state.startsWith(phase)) ? FLAG.ringing : 0)
  );
}

const COOPERATIVE: readonly CallEvent[] = [
  { type: 'local.accept', omemo: 'enabled' },
  { type: 'omemo.ready' },
  { type: 'omemo.encrypted' },
  { type: 'media.described' },
  { type: 'media.applied' },
  { type: 'media.connected', certificate: 'match' },
];

/** Words of the user; results of OMEMO and media, good and bad; deadlines. */
export const OWN_EVENTS: readonly CallEvent[] = [
  ...COOPERATIVE,
  { type: 'local.migrate', omemo: 'enabled' },
  { type: 'local.reject' },
  { type: 'local.hangUp' },
  { type: 'omemo.impossible', because: 'noSession' },
  { type: 'media.connected', certificate: 'differs' },
  { type: 'media.refused' },
  { type: 'media.failed' },
  { type: 'timer.discovery' },
  { type: 'timer.ring' },
  { type: 'timer.bundle' },
  { type: 'timer.connect' },
  { type: 'timer.accept' },
];
