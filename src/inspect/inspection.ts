/**
 * What an application hands to an inspector, made harmless on the way: only the machines' words, names of calls, and
 * what can be seen of a stanza without opening anything. Costs nothing where nobody inspects.
 */
import type { InspectionEvent } from 'xstate';
import { isObject } from '../base/json.ts';
import { SIDE_BY_SIDE } from './chart/chart.ts';
import type { CallReport } from '../call/reports.ts';
import type { TraceEntry } from '../call/trace.ts';
import { parseJid } from '../jid.ts';
import type { Jid } from '../jid.ts';
import type { XmlElement } from '../xml/element.ts';
import { attribute } from '../xml/read.ts';
import type { InspectMessage, SeenEvent, SeenSnapshot } from './message.ts';
import { cleanEntry, readMessage } from './read-message.ts';
import { summarize } from './stanza-summary.ts';
import { cleanContext, cleanState, isCallMachine, knownEvent, WITHHELD } from './words.ts';

export interface InspectionOptions {
  /** Gets every message. What it throws is thrown where the message came from. */
  readonly send: (message: InspectMessage) => void;
  /** Whose calls these are, where an inspector sees those of several. */
  readonly party?: string;
  /**
   * What may be seen of machines other than those of calls. Default: names of states and events, and of each value only
   * of what kind it is.
   */
  readonly reveal?: (name: string, value: unknown) => unknown;
}

/** The parts to hang into `CallManagerOptions` and a wire; each can be used without the others. */
export interface Inspection {
  /** For `CallManagerOptions.trace`. */
  readonly trace: (entry: TraceEntry) => void;
  /** Of what `CallManagerOptions.report` is told, the verdicts. */
  readonly report: (report: CallReport) => void;
  /** A stanza that is sent or has come, for the lane. */
  readonly stanza: (stanza: XmlElement, way?: StanzaWay) => void;
  /** For the `inspect` option of any other machine of XState. */
  readonly inspect: (event: InspectionEvent) => void;
}

export function createInspection({ send, party, reveal }: InspectionOptions): Inspection {
  const named = party === undefined ? {} : { party };
  return {
    trace: (entry) => send({ ...named, trace: cleanEntry(entry) }),
    report: (report) => {
      const read = readMessage({ ...named, report });
      if (read.ok && read.value !== undefined) send(read.value);
    },
    stanza: (stanza, way) => {
      const message = stanzaMessage(stanza, way);
      if (message !== undefined) send(message);
    },
    inspect: (event) => {
      const message = xstateMessage(event, reveal ?? ((_, value) => kindOf(value)));
      if (message !== undefined) send(message);
    },
  };
}

/** What a stanza does not say of itself. Addresses: where it has none, as what a client sends has no sender. */
export interface StanzaWay {
  readonly leg?: 'fromServer' | 'through' | 'toServer';
  readonly forged?: boolean;
  readonly from?: Jid;
  readonly to?: Jid;
}

/** What can be seen of a stanza about calls; undefined for any other, and for what is not addressed. */
export function stanzaMessage(stanza: XmlElement, way: StanzaWay = {}): InspectMessage | undefined {
  const summary = summarize(stanza);
  const { leg = 'through', forged = false } = way;
  const from = way.from ?? parseJid(attribute(stanza, 'from') ?? '');
  const to = way.to ?? parseJid(attribute(stanza, 'to') ?? '');
  if (summary === undefined || from === undefined || to === undefined) return undefined;
  const read = readMessage({ stanza: { from, to, leg, forged, ...summary } });
  return read.ok ? read.value : undefined;
}

/** `text`, `number`, `list of 3`: enough to see that something changed, and never what it is. */
function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `list of ${value.length}`;
  return typeof value === 'string' ? 'text' : typeof value;
}

type Reveal = NonNullable<InspectionOptions['reveal']>;

function xstateMessage(event: InspectionEvent, reveal: Reveal): InspectMessage | undefined {
  const {
    sessionId,
    id,
    logic,
    _parent: parent,
  } = event.actorRef as unknown as {
    readonly sessionId: string;
    readonly id: string;
    readonly logic?: { readonly config?: unknown };
    readonly _parent?: { readonly sessionId: string };
  };
  const config = logic?.config;
  const machine = isObject(config) && typeof config['id'] === 'string' ? config['id'] : '';
  const base = { sessionId, createdAt: String(Date.now()) };
  switch (event.type) {
    case '@xstate.actor':
      return {
        ...{ type: event.type, ...base, name: id },
        ...(parent !== undefined && { parentId: parent.sessionId }),
        ...(config !== undefined && { definition: definitionOf(config) }),
        // It has none yet: its first one is told when it starts.
        snapshot: { status: 'active', value: undefined, context: {} },
      };
    case '@xstate.event':
      return { type: event.type, ...base, event: cleanEvent(event.event, machine, reveal) };
    case '@xstate.snapshot':
      return {
        ...{ type: event.type, ...base, event: cleanEvent(event.event, machine, reveal) },
        snapshot: cleanSnapshot(event.snapshot, machine, reveal),
      };
    default:
      // Microsteps and actions: the snapshot afterwards says what came of them.
      return undefined;
  }
}

function cleanEvent(event: SeenEvent, machine: string, reveal: Reveal): SeenEvent {
  const { type, ...facts } = event;
  if (isCallMachine(machine)) return knownEvent(event) ?? { type: type === 'xstate.init' ? type : WITHHELD };
  return { ...revealed(facts, reveal), type };
}

function cleanSnapshot(value: unknown, machine: string, reveal: Reveal): SeenSnapshot {
  const { status, value: state, context } = (isObject(value) ? value : {}) as Partial<SeenSnapshot>;
  const isOfCalls = isCallMachine(machine);
  return {
    status: typeof status === 'string' ? status : 'active',
    value: isOfCalls ? cleanState(machine, dotted(state)) : state,
    context: isOfCalls ? cleanContext(context) : revealed(isObject(context) ? context : {}, reveal),
  };
}

function revealed(facts: Readonly<Record<string, unknown>>, reveal: Reveal): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, reveal(name, value)]));
}

/** `{ initiated: 'waiting' }` as `initiated.waiting`. States side by side one after the other: `a.on, b.off`. */
export function dotted(value: unknown): string {
  return leavesOf(value).join(SIDE_BY_SIDE);
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, inner]) => {
    const leaves = leavesOf(inner);
    return leaves.length === 0 ? [name] : leaves.map((leaf) => `${name}.${leaf}`);
  });
}

const NOT_TOLD: ReadonlySet<string> = new Set(['context', 'params', 'meta', 'input', 'output']);

/** States, events, conditions and orders by their names; not what a machine begins with, nor what orders hold. */
function definitionOf(config: unknown): string {
  return JSON.stringify(config, (name, value: unknown) => {
    if (NOT_TOLD.has(name)) return undefined;
    return typeof value === 'function' ? value.name : value;
  });
}
