/**
 * A small world: a few resources, each with a whole core, real XML and real OMEMO, on one server in memory and one
 * virtual clock. Only the media engine, the time and the names are stand-ins.
 */
import { AssertionError } from 'node:assert';
import type { MemoryServer, Passing } from '../../src/adapters/memory-wire.ts';
import { createMemoryServer } from '../../src/adapters/memory-wire.ts';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import type { VirtualClock } from '../../src/adapters/virtual-clock.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { describeSnapshotFault } from '../../src/call/account-snapshot.ts';
import { CallManager } from '../../src/call/call-manager.ts';
import type { CallManagerOptions } from '../../src/call/options.ts';
import type { Clock, Wire } from '../../src/call/ports.ts';
import type { CallReport } from '../../src/call/reports.ts';
import type { TraceEntry } from '../../src/call/trace.ts';
import type { FullJid } from '../../src/jid.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import type { Omemo } from '../../src/omemo/port.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { createTraceCheck } from '../../properties/support/trace-check.ts';
import type { TestMedia, WrapSession } from './engine.ts';
import { createTestMedia } from './engine.ts';
import type { Acquaintance } from './omemo-accounts.ts';
import { openAccount, reopenAccount } from './omemo-accounts.ts';
import type { Identity } from './parties.ts';

type ManagerOptions = Partial<Omit<CallManagerOptions, 'account' | 'clock' | 'media' | 'omemo'>>;

export interface PartyOptions extends ManagerOptions {
  /** `none`: the application brings no OMEMO. Default `acquainted`: no bundle is published or fetched. */
  readonly omemo?: Acquaintance | 'none';
  readonly wrapOmemo?: (omemo: OmemoAccount) => Omemo;
  readonly wrapSession?: WrapSession;
  /** Is told of a step that breaks a rule, which otherwise is thrown. */
  readonly wrongStep?: ((what: string) => void) | undefined;
  /** Makes another wire of the one to the server. */
  readonly wrapWire?: (wire: Wire) => Wire;
  /** Makes another way out of the core: what it changes is noted as sent. */
  readonly wrapSending?: (wire: Wire) => Wire;
  /** Makes another way in of the one from the server. */
  readonly wrapDelivery?: (deliver: (xml: string) => void) => (xml: string) => void;
}

/** One resource. The lists grow as things happen. */
export interface Party extends Identity {
  /** Another one after `restart`, and so with OMEMO: ask for it when it is needed. */
  readonly manager: CallManager;
  readonly omemo: OmemoAccount | undefined;
  readonly media: TestMedia;
  readonly reports: readonly CallReport[];
  /** Each entry is held to the tables and to every rule as it comes: what is wrong with one is thrown. */
  readonly trace: readonly TraceEntry[];
  /** What it sent, as it left: without the address that the server adds. */
  readonly sent: readonly XmlElement[];
  /** What it was handed, in order. */
  readonly received: readonly string[];
  /** Hands it a stanza at once, as if the server had delivered it. */
  readonly receive: (stanza: XmlElement | string) => void;
  /** The process ends, and another goes on with what a snapshot and the OMEMO store hold. Gives the snapshot. */
  readonly restart: (options?: RestartOptions) => Promise<string>;
}

export interface RestartOptions {
  /** Between the end of the one process and the beginning of the other. */
  readonly meanwhile?: () => Promise<void>;
  /** What the other process has that the one had not. */
  readonly changed?: Partial<CallManagerOptions>;
}

/** One stanza that a party was handed or sent, as it was then. */
export interface JournalEntry {
  readonly party: FullJid;
  readonly way: 'received' | 'sent';
  readonly xml: string;
}

export interface WorldOptions {
  readonly parties: readonly (readonly [Identity, PartyOptions?])[];
  /** What a hostile server makes of each stanza. */
  readonly tamper?: (passing: Passing) => readonly Passing[];
}

export interface World {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly parties: readonly Party[];
  /** Every stanza delivered, in order, as it arrived. */
  readonly delivered: readonly Passing[];
  /** What all parties were handed and sent, in the order of it. */
  readonly journal: readonly JournalEntry[];
  /** Lets everything happen that waits for nothing but cryptography and the way to the server and back. */
  readonly settle: () => Promise<void>;
  /** Lets time pass; each core finishes its work after each moment in which something happens. */
  readonly advance: (byMs: number) => Promise<void>;
}

const NEW_YEAR_2026_MS = Date.UTC(2026, 0, 1);

export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = createVirtualClock(NEW_YEAR_2026_MS);
  const delivered: Passing[] = [];
  const underWay = countingClock(clock);
  const { tamper = (passing) => [passing] } = options;
  const server = createMemoryServer({
    clock: underWay,
    tamper,
    watch: (passing) => delivered.push(passing),
  });
  const parties: Party[] = [];
  const journal: JournalEntry[] = [];
  for (const [identity, partyOptions = {}] of options.parties) {
    parties.push(await createParty(identity, partyOptions, { clock, server, journal }));
  }
  const settled = async (): Promise<void> => {
    for (const { manager } of parties) await manager.settled();
  };
  return {
    clock,
    server,
    parties,
    delivered,
    journal,
    settle: async () => {
      await settled();
      while (underWay.count() > 0) await clock.advance(1, settled);
    },
    advance: async (byMs) => {
      await settled();
      await clock.advance(byMs, settled);
    },
  };
}

interface Surroundings {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly journal: JournalEntry[];
}

async function createParty(
  identity: Identity,
  options: PartyOptions,
  { clock, server, journal }: Surroundings,
): Promise<Party> {
  const { omemo: acquaintance = 'acquainted', wrapOmemo, wrapSession, wrongStep, ...others } = options;
  const { wrapWire = unwrapped, wrapSending = unwrapped, wrapDelivery = unwrapped, ...rest } = others;
  const { account } = identity;
  let opened = acquaintance === 'none' ? undefined : await openAccount(identity, acquaintance);
  const reports: CallReport[] = [];
  const { trace, note } = checkedTrace(account, wrongStep);
  const media = createTestMedia(identity, wrapSession);
  const sent: XmlElement[] = [];
  const received: string[] = [];
  const receive = (stanza: XmlElement | string): void => {
    const xml = typeof stanza === 'string' ? stanza : serializeXml(stanza, 'jabber:client');
    received.push(xml);
    journal.push({ party: account, way: 'received', xml });
    manager.receive(xml);
  };
  const connection = wrapWire(server.connect(account, wrapDelivery(receive)));
  const noted = notingWire(connection, (stanza, xml) => {
    sent.push(stanza);
    journal.push({ party: account, way: 'sent', xml });
  });
  let ids = createSeededIds(identity.seed);
  const managerOptions = (): CallManagerOptions => ({
    wire: wrapSending(noted),
    clock,
    ids,
    sharesPresenceWith: () => true,
    ...rest,
    account,
    media,
    omemo: wrapOmemo !== undefined && opened !== undefined ? wrapOmemo(opened.omemo) : opened?.omemo,
    report: bothOf((report) => void reports.push(report), rest.report),
    trace: bothOf(note, rest.trace),
  });
  let manager = new CallManager(managerOptions());
  const restart = async ({ meanwhile, changed }: RestartOptions = {}): Promise<string> => {
    const text = JSON.stringify(await manager.snapshot());
    media.endProcess();
    manager.close();
    if (opened !== undefined) opened = await reopenAccount(identity, opened.store);
    ids = createSeededIds(ids.state());
    await meanwhile?.();
    const restored = CallManager.restore({ ...managerOptions(), ...changed }, text);
    if (!restored.ok) throw new Error(describeSnapshotFault(restored.error));
    manager = restored.value;
    return text;
  };
  return {
    ...identity,
    get manager() {
      return manager;
    },
    get omemo() {
      return opened?.omemo;
    },
    media,
    reports,
    trace,
    sent,
    received,
    receive,
    restart,
  };
}

function unwrapped<T>(way: T): T {
  return way;
}

/**
 * Each entry is checked as it comes. The first that is wrong comes out of the core, as what a callback throws does; the
 * next ones would be consequences, thrown where nobody waits for the core any more.
 */
function checkedTrace(
  account: FullJid,
  wrongStep: ((what: string) => void) | undefined,
): Pick<Party, 'trace'> & { readonly note: (entry: TraceEntry) => void } {
  const trace: TraceEntry[] = [];
  const check = createTraceCheck();
  let isWrong = false;
  return {
    trace,
    note: (entry) => {
      trace.push(entry);
      const wrong = isWrong ? undefined : check.next(entry);
      if (wrong === undefined) return;
      isWrong = true;
      const message = `the trace of ${account}, ${wrong}`;
      if (wrongStep === undefined) throw new AssertionError({ message });
      wrongStep(message);
    },
  };
}

function bothOf<T>(one: (value: T) => void, other: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    one(value);
    other?.(value);
  };
}

function notingWire(wire: Wire, note: (stanza: XmlElement, xml: string) => void): Wire {
  return {
    send(stanza) {
      note(stanza, serializeXml(stanza, 'jabber:client'));
      wire.send(stanza);
    },
  };
}

/** The same clock, and how much scheduled on it has not run. */
function countingClock(clock: Clock): Clock & { count(): number } {
  let count = 0;
  return {
    now: () => clock.now(),
    count: () => count,
    schedule(delayMs, run) {
      count += 1;
      const cancel = clock.schedule(delayMs, () => {
        count -= 1;
        run();
      });
      return () => {
        count -= 1;
        cancel();
      };
    },
  };
}

/** A stanza as an element. */
export function parse(xml: string): XmlElement {
  const parsed = parseXml(xml, { defaultNamespace: 'jabber:client' });
  if (!parsed.ok) throw new Error(`no XML: ${JSON.stringify(parsed.error)} in ${xml}`);
  return parsed.value;
}

/** The stanza as a server would pass it on, from and to as in its attributes. */
export function asPassing(xml: XmlElement | string): Passing {
  const stanza = typeof xml === 'string' ? parse(xml) : xml;
  const from = stanza.attributes.get('from') as FullJid;
  const to = stanza.attributes.get('to') as FullJid;
  return { from, to, stanza };
}
