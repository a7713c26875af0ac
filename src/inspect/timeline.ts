/**
 * Everything an inspector has seen, in order, and what was the case at any moment of it. Happenings are only ever
 * added; what an actor was like after each is kept with it, so that going back costs a search and no replay.
 */
import { DEFAULT_DEADLINES } from '../call/deadlines.ts';
import { describeTraceFault } from '../call/describe-trace-fault.ts';
import type { TraceEntry } from '../call/trace.ts';
import { TraceValidator } from '../call/validate-trace.ts';
import { bareOf } from '../jid.ts';
import type { Jid } from '../jid.ts';
import { contextOf, followFrom, followStart, followStep } from './follow.ts';
import type { Followed } from './follow.ts';
import type { InspectMessage, SeenEvent, SeenStanza, VerdictMessage } from './message.ts';
import type { CallMachine } from './words.ts';
import { XStateActors } from './xstate-actors.ts';

/** One machine that runs. */
export interface Actor {
  readonly id: string;
  /** What it is called in lists. */
  readonly title: string;
  /** Whose it is; empty where only one party is seen. */
  readonly party: string;
  /** `caller`, `callee`, `changes`, or the name of any other machine. */
  readonly machine: string;
  /** The actor that it belongs to. */
  readonly parent: string | undefined;
  /** With whom, of a call. */
  readonly peer: string | undefined;
  readonly sessionId: string | undefined;
  /** The configuration of a machine that is not one of calls. */
  readonly definition: string | undefined;
}

/** A deadline that runs: since when, and for how long unless the application has chosen otherwise. */
export interface RunningDeadline {
  readonly timer: string;
  readonly sinceMs: number;
  readonly lastsMs: number;
}

export interface ShownVerdict {
  readonly state: string;
  readonly trust?: string;
  readonly because?: string;
  readonly deviceId?: number;
}

/** What an actor is like after a happening. */
export interface Moment {
  readonly state: string;
  readonly from: string;
  readonly event: SeenEvent | undefined;
  readonly effects: readonly { readonly kind: string }[];
  readonly context: Readonly<Record<string, unknown>>;
  readonly deadlines: readonly RunningDeadline[];
  readonly verdict: ShownVerdict | undefined;
  readonly isOver: boolean;
  /** What it can be in; undefined for machines other than those of calls. */
  readonly followed: Followed | undefined;
}

/** Something that happened. `number` counts from 0. */
export type Happening = { readonly number: number; readonly atMs: number | undefined } & (
  | { readonly kind: 'step'; readonly actor: Actor; readonly moment: Moment; readonly fault: string | undefined }
  /** What the data plane adds to a verdict of the machine, and nothing else. */
  | { readonly kind: 'verdict'; readonly actor: Actor; readonly moment: Moment }
  | { readonly kind: 'stanza'; readonly stanza: SeenStanza }
  | { readonly kind: 'deed'; readonly words: string }
  | { readonly kind: 'call'; readonly call: number }
  /** What whoever put all this together says of it. */
  | { readonly kind: 'remark'; readonly words: string; readonly isBad: boolean }
  | { readonly kind: 'note'; readonly party: string; readonly words: string }
);

type CallStep = Extract<TraceEntry, { readonly kind: 'changesStart' | 'changesStep' | 'start' | 'step' }>;

export class Timeline {
  readonly #happenings: Happening[] = [];
  readonly #actors = new Map<string, Actor>();
  /** The numbers of an actor's happenings, ascending. */
  readonly #ofActor = new Map<string, number[]>();
  readonly #latest = new Map<string, Moment>();
  /** Of the calls of one name, the latest. */
  readonly #named = new Map<string, Actor>();
  readonly #validator = new TraceValidator();
  readonly #others = new XStateActors();

  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  /** In the order they appeared. */
  get actors(): readonly Actor[] {
    return [...this.#actors.values()];
  }

  /** Takes what is told next. */
  add(message: InspectMessage): void {
    if ('trace' in message) this.#addEntry(message.trace, message.party ?? '');
    else if ('stanza' in message) this.#push({ kind: 'stanza', atMs: undefined, stanza: message.stanza });
    else if ('server' in message) this.#push({ kind: 'deed', atMs: undefined, words: message.server });
    else if ('note' in message)
      this.#push({ kind: 'remark', atMs: undefined, words: message.note, isBad: message.tone === 'bad' });
    else if ('call' in message) this.#push({ kind: 'call', atMs: undefined, call: message.call });
    else if ('report' in message) this.#addVerdict(message);
    else {
      const told = this.#others.take(message, (id) => this.#latest.get(id));
      for (const { actor, moment, atMs } of told) this.#step(actor, moment, atMs, undefined);
    }
  }

  /** What every actor was like right after a happening; those that had not appeared are missing. */
  stateAt(number: number): ReadonlyMap<string, Moment> {
    const moments = new Map<string, Moment>();
    for (const id of this.#actors.keys()) {
      const moment = this.momentAt(id, number);
      if (moment !== undefined) moments.set(id, moment);
    }
    return moments;
  }

  /** What one actor was like right after a happening; undefined where it had not appeared. */
  momentAt(id: string, number: number): Moment | undefined {
    const happening = this.#happenings[this.lastStepOf(id, number) ?? -1];
    return happening !== undefined && 'moment' in happening ? happening.moment : undefined;
  }

  /** The number of an actor's last step up to a happening. */
  lastStepOf(id: string, number: number): number | undefined {
    const numbers = this.#ofActor.get(id) ?? [];
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[middle] ?? 0) <= number) low = middle + 1;
      else high = middle;
    }
    return numbers[low - 1];
  }

  #push(happening: Without<Happening, 'number'>): void {
    this.#happenings.push({ ...happening, number: this.#happenings.length });
  }

  #step(actor: Actor, moment: Moment, atMs: number | undefined, fault: string | undefined): void {
    this.#remember(actor, moment);
    this.#push({ kind: 'step', actor, moment, atMs, fault });
  }

  #remember(actor: Actor, moment: Moment): void {
    this.#actors.set(actor.id, actor);
    const numbers = this.#ofActor.get(actor.id);
    if (numbers === undefined) this.#ofActor.set(actor.id, [this.#happenings.length]);
    else numbers.push(this.#happenings.length);
    this.#latest.set(actor.id, moment);
  }

  #addEntry(entry: TraceEntry, party: string): void {
    const found = this.#validator.next(entry, party);
    const fault = found === undefined ? undefined : describeTraceFault(found, entry);
    if (entry.kind === 'dropped')
      this.#push({ kind: 'note', party, atMs: entry.atMs, words: `dropped: ${entry.reason}` });
    else if (entry.kind === 'decided') {
      const words = `${entry.about}: ${entry.decision}${fault === undefined ? '' : ` (${fault})`}`;
      this.#push({ kind: 'note', party, atMs: entry.atMs, words });
    } else {
      const actor = this.#actorOf(entry, party);
      this.#step(actor, momentOf(entry, machineOf(entry), this.#latest.get(actor.id)), entry.atMs, fault);
    }
  }

  /** A second call of the same name is an actor of its own. */
  #actorOf(entry: CallStep, party: string): Actor {
    const base = callId(party, entry.role, entry.peer, entry.sessionId);
    const name = machineOf(entry) === 'changes' ? `${base}|changes` : base;
    const before = this.#named.get(name);
    if (before !== undefined && !('input' in entry)) return before;
    const id = before === undefined ? name : `${name}|#${this.#happenings.length}`;
    const actor = this.#newActor(entry, party, id);
    this.#named.set(name, actor);
    return actor;
  }

  #newActor(entry: CallStep, party: string, id: string): Actor {
    const machine = machineOf(entry);
    const { peer, sessionId, role } = entry;
    const contact = bareOf(peer);
    const title = machine === 'changes' ? 'changes' : `${role === 'caller' ? 'to' : 'from'} ${contact}`;
    const parent = machine === 'changes' ? this.#named.get(callId(party, role, peer, sessionId))?.id : undefined;
    return { id, title, party, machine, parent, peer: contact, sessionId, definition: undefined };
  }

  /** The device that a verdict is about is a fact of the data plane: it is added to what the machine has said. */
  #addVerdict({ party = '', report }: VerdictMessage): void {
    const { sessionId, peer, verdict } = report;
    const ids = (['caller', 'callee'] as const).map((role) => callId(party, role, peer as Jid, sessionId));
    const actor = ids.map((id) => this.#named.get(id)).find((each) => each !== undefined);
    const before = actor === undefined ? undefined : this.#latest.get(actor.id);
    if (actor === undefined || before === undefined || verdict.deviceId === undefined) return;
    const moment = { ...before, verdict: { ...before.verdict, ...verdict } };
    this.#remember(actor, moment);
    this.#push({ kind: 'verdict', actor, moment, atMs: undefined });
  }
}

type Without<T, Name extends string> = T extends unknown ? Omit<T, Name> : never;

function callId(party: string, role: string, peer: Jid, sessionId: string): string {
  return [party, role, bareOf(peer), sessionId].join('|');
}

function machineOf({ kind, role }: CallStep): CallMachine {
  return kind === 'start' || kind === 'step' ? role : 'changes';
}

function momentOf(entry: CallStep, machine: CallMachine, before: Moment | undefined): Moment {
  const { to, effects, atMs } = entry;
  const begins = 'input' in entry;
  const known = begins
    ? followStart(machine, entry.input)
    : followStep(before?.followed ?? followFrom(machine, entry.from), entry.event, to, effects);
  const context = contextOf(known);
  return {
    state: to,
    from: begins ? '' : entry.from,
    event: begins ? undefined : entry.event,
    effects,
    // What a trace cannot have been of says nothing of what is remembered; what it began with stays true.
    context: known.candidates.length > 0 ? context : begins ? { ...entry.input } : {},
    deadlines: deadlinesAfter(begins ? [] : (before?.deadlines ?? []), entry, atMs),
    verdict: verdictAfter(begins ? undefined : before?.verdict, effects),
    isOver: to === 'ended',
    followed: known,
  };
}

function deadlinesAfter(before: readonly RunningDeadline[], entry: CallStep, atMs: number): readonly RunningDeadline[] {
  let running = before;
  const rung = 'event' in entry && entry.event.type.startsWith('timer.') ? entry.event.type.slice('timer.'.length) : '';
  running = running.filter(({ timer }) => timer !== rung);
  for (const effect of entry.effects) {
    if (effect.kind !== 'startTimer' && effect.kind !== 'stopTimer') continue;
    running = running.filter(({ timer }) => timer !== effect.timer);
    if (effect.kind === 'startTimer') {
      running = [...running, { timer: effect.timer, sinceMs: atMs, lastsMs: LASTS[effect.timer] }];
    }
  }
  return entry.to === 'ended' ? [] : running;
}

const LASTS = {
  accept: DEFAULT_DEADLINES.acceptMs,
  bundle: DEFAULT_DEADLINES.bundleMs,
  connect: DEFAULT_DEADLINES.connectMs,
  discovery: DEFAULT_DEADLINES.discoveryMs,
  ring: DEFAULT_DEADLINES.ringMs,
  addition: DEFAULT_DEADLINES.contentMs,
  offer: DEFAULT_DEADLINES.contentMs,
  restart: DEFAULT_DEADLINES.connectMs,
} as const;

function verdictAfter(before: ShownVerdict | undefined, effects: CallStep['effects']): ShownVerdict | undefined {
  const told = effects.findLast((effect) => effect.kind === 'reportVerdict');
  if (told?.kind !== 'reportVerdict') return before;
  const device = before?.deviceId === undefined ? {} : { deviceId: before.deviceId };
  return { ...told.verdict, ...device };
}
