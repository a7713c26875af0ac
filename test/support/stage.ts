/**
 * Romeo's and Juliet's cores on a stage where anybody may do anything at any time: the two users, their engines, and a
 * server that holds back, doubles, rewrites, replays and invents. What happens is a list of commands, plain data, so
 * that a run that failed can be written down and repeated.
 */
import type { Passing } from '../../src/adapters/memory-wire.ts';
import { UsageError } from '../../src/base/errors.ts';
import { DEFAULT_DEADLINES } from '../../src/call/deadlines.ts';
import type { Deadlines } from '../../src/call/deadlines.ts';
import type { CallKey } from '../../src/call/reports.ts';
import type { Policy } from '../../machines/context.ts';
import type { TrustLevel } from '../../src/omemo/port.ts';
import { bareOf, isFullJid } from '../../src/jid.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import type { OmemoAccount } from '../../src/omemo/create.ts';
import { NS_CLIENT, NS_JINGLE_MESSAGE } from '../../src/xml/namespaces.ts';
import { childElements } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import type { Engine } from './engine.ts';
import type { Change } from './mutation.ts';
import { mutate } from './mutation.ts';
import type { Acquaintance } from './omemo-accounts.ts';
import { openAccount } from './omemo-accounts.ts';
import type { Pair } from './pair.ts';
import { createPair } from './pair.ts';
import { JULIETS_TABLET, TYBALT } from './parties.ts';
import type { Attacker, Plan } from './plant.ts';
import { plant } from './plant.ts';
import type { ChangeCommand } from './stage-changes.ts';
import { wishFor } from './stage-changes.ts';
import { OmemoNotes } from './step-facts.ts';
import { Stream } from './stream.ts';
import type { StreamFact } from './stream.ts';
import type { Party, PartyOptions } from './world.ts';

export type Who = 'juliet' | 'romeo';

export type Command =
  | { readonly do: 'call'; readonly by: Who; readonly media: MediaKinds; readonly omemo: 'disabled' | 'enabled' }
  | { readonly do: 'answer'; readonly by: Who; readonly how: 'accept' | 'acceptPlain' | 'hangUp' | 'reject' }
  | { readonly do: 'media'; readonly by: Who; readonly saw: 'attacker' | 'candidate' | 'failure' | 'peer' }
  | { readonly do: 'trust'; readonly by: Who; readonly level: TrustLevel }
  | ChangeCommand<Who>
  /** The stream to the server breaks; it is the same one again, or another in its place. */
  | { readonly do: 'stream'; readonly by: Who; readonly is: StreamFact }
  | { readonly do: 'wait'; readonly ms: number }
  /** What becomes of the next stanza about calls, or of its answer. */
  | { readonly do: 'double' | 'drop' | 'pass' }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'rewrite'; readonly changes: readonly Change[] }
  /** Something somebody made up. */
  | { readonly do: 'plant'; readonly at: Who; readonly plan: Plan }
  /** Something that was delivered before, to whomever, `nth` counted from the newest. */
  | { readonly do: 'replay'; readonly at: Who; readonly nth: number; readonly changes: readonly Change[] }
  | { readonly do: 'text'; readonly at: Who; readonly xml: string };

export interface StageOptions extends Pick<PartyOptions, 'wrongStep'> {
  readonly acquaintance: Acquaintance;
  readonly policies: Readonly<Record<Who, Policy>>;
  readonly deadlines?: Deadlines;
  /** For tests of what finds faults: breaks both cores' ports. */
  readonly broken?: BrokenPorts;
}

/** A way to be wrong on purpose. */
export type BrokenPorts = Pick<PartyOptions, 'wrapOmemo' | 'wrapSending'>;

export interface Stage {
  readonly pair: Pair;
  readonly attacker: Attacker;
  readonly options: StageOptions;
  /** Calls that were placed without OMEMO. */
  readonly placedPlain: ReadonlySet<string>;
  /** What OMEMO was really asked to do, on each side. */
  readonly notes: Readonly<Record<Who, OmemoNotes>>;
  readonly streams: Readonly<Record<Who, Pick<Stream, 'wasReplaced'>>>;
  readonly perform: (command: Command) => Promise<void>;
  /** The engines see what there is to see: each other, or that nobody is there. `patient` ones wait for the other. */
  readonly seeMedia: (patience?: 'patient') => Promise<void>;
  /** Nobody does anything, and every deadline passes. */
  readonly rest: () => Promise<void>;
  /** Both users hang up whatever there is, and time passes until every deadline is over. */
  readonly end: () => Promise<void>;
}

export const USUAL: StageOptions = {
  acquaintance: 'acquainted',
  policies: { romeo: 'opportunistic', juliet: 'opportunistic' },
};

/** Long enough for stanzas to go to and fro, and too short for any deadline. */
export const A_WHILE_MS = 20;

/** A call that nobody answers anywhere is over by then. */
const TEN_MINUTES_MS = 600_000;
/** Longer than every deadline of a call one after the other. */
const AN_HOUR_MS = 3_600_000;

type Fault = (passing: Passing) => readonly Passing[];

export async function createStage(options: StageOptions): Promise<Stage> {
  const { acquaintance, policies, deadlines = DEFAULT_DEADLINES, broken = {}, wrongStep } = options;
  const faults: Fault[] = [];
  const placedPlain = new Set<string>();
  const notes = { romeo: new OmemoNotes(), juliet: new OmemoNotes() };
  const streams = { romeo: new Stream(), juliet: new Stream() };
  const both = {
    omemo: acquaintance,
    sharesPresenceWith: (contact: string) => contact !== bareOf(TYBALT.account),
    whenBusy: 'ring',
    deadlines,
    wrongStep,
  } as const;
  const pair = await createPair({
    both,
    romeo: { policy: policies.romeo, ...portsOf(notes.romeo, streams.romeo, broken) },
    juliet: { policy: policies.juliet, ...portsOf(notes.juliet, streams.juliet, broken) },
    tamper: (passing) => (isAboutCalls(passing) ? (faults.shift() ?? unchanged)(passing) : [passing]),
  });
  const { omemo: attacker } = await openAccount(JULIETS_TABLET, 'new');
  for (const { omemo } of [pair.romeo, pair.juliet]) await acquaint(attacker, omemo!);
  if (acquaintance === 'new') {
    for (const { manager } of pair.parties) manager.start();
    await pair.settle();
  }
  const props = { pair, attacker, faults, placedPlain, streams };
  const resumeAll = (): void => {
    for (const who of WHO) streams[who].become('resumed', pair[who]);
  };
  return {
    pair,
    attacker,
    options,
    placedPlain,
    notes,
    streams,
    perform: (command) => perform(props, command),
    seeMedia: async (patience) => {
      look(pair.romeo, pair.juliet, patience);
      look(pair.juliet, pair.romeo, patience);
      await pair.advance(A_WHILE_MS);
    },
    rest: async () => {
      faults.length = 0;
      resumeAll();
      await pair.advance(TEN_MINUTES_MS);
    },
    end: async () => {
      faults.length = 0;
      resumeAll();
      await pair.advance(A_WHILE_MS);
      for (const party of pair.parties) {
        for (const key of keysOf(party)) misusing(() => party.manager.hangUp(key));
      }
      await pair.advance(AN_HOUR_MS);
    },
  };
}

const WHO = ['romeo', 'juliet'] as const;

function portsOf(notes: OmemoNotes, stream: Stream, { wrapOmemo, wrapSending }: BrokenPorts) {
  return {
    wrapOmemo: (omemo: OmemoAccount) => (wrapOmemo === undefined ? notes.wrap(omemo) : wrapOmemo(notes.wrap(omemo))),
    ...(wrapSending === undefined ? {} : { wrapSending }),
    wrapWire: stream.wayOut,
    wrapDelivery: stream.wayIn,
  };
}

const unchanged: Fault = (passing) => [passing];

/** Between the two, and not about anybody's nodes. */
function isAboutCalls({ from, to, stanza }: Passing): boolean {
  const isWord = childElements(stanza).some(({ namespace }) => namespace === NS_JINGLE_MESSAGE);
  return isWord || (stanza.name === 'iq' && isFullJid(from) && isFullJid(to));
}

/** Each engine of one finds the other's engine of the same call, or nobody. */
function look(party: Party, other: Party, patience: 'patient' | undefined): void {
  for (const engine of party.media.engines) {
    const isThere = other.media.engines.some((one) => one.sessionId === engine.sessionId && isOpen(one));
    if (isThere) engine.connected(other.dtlsFingerprint);
    else if (patience === undefined) engine.report({ kind: 'failed' });
  }
}

function isOpen({ orders }: Engine): boolean {
  return orders.at(-1)?.order !== 'close';
}

async function acquaint(attacker: Attacker, victim: Attacker): Promise<void> {
  const bundle = await victim.ownBundle();
  if (bundle.ok) await attacker.startSession(victim.ownDevice, bundle.value);
}

interface Props {
  readonly pair: Pair;
  readonly attacker: Attacker;
  readonly faults: Fault[];
  readonly placedPlain: Set<string>;
  readonly streams: Readonly<Record<Who, Stream>>;
}

async function perform(props: Props, command: Command): Promise<void> {
  const { pair, attacker, faults, streams } = props;
  switch (command.do) {
    case 'call':
    case 'answer':
    case 'media':
    case 'trust':
    case 'change':
      return act(props, pair[command.by], command);
    case 'stream':
      return streams[command.by].become(command.is, pair[command.by]);
    case 'wait':
      return pair.advance(command.ms);
    case 'pass':
      return void faults.push(unchanged);
    case 'drop':
      return void faults.push(() => []);
    case 'double':
      return void faults.push((passing) => [passing, passing]);
    case 'delay':
      return void faults.push((passing) => {
        pair.clock.schedule(command.ms, () => pair.server.inject(passing));
        return [];
      });
    case 'rewrite':
      return void faults.push((passing) => [{ ...passing, stanza: mutate(passing.stanza, command.changes) }]);
    case 'plant':
      return streams[command.at].bring(await plant(pair, attacker, pair[command.at], command.plan), pair[command.at]);
    case 'replay': {
      const old = pair.delivered.at(-1 - (command.nth % Math.max(1, pair.delivered.length)));
      const changed = old === undefined ? undefined : mutate(old.stanza, command.changes);
      if (changed !== undefined) streams[command.at].bring(serializeXml(changed, NS_CLIENT), pair[command.at]);
      return undefined;
    }
    case 'text':
      return streams[command.at].bring(command.xml, pair[command.at]);
  }
}

type Act = Exclude<Extract<Command, { readonly by: Who }>, { readonly do: 'stream' }>;

async function act({ pair, placedPlain }: Props, party: Party, command: Act): Promise<void> {
  const other = party === pair.romeo ? pair.juliet : pair.romeo;
  const { manager } = party;
  switch (command.do) {
    case 'call': {
      const { media, omemo } = command;
      return misusing(() => {
        const { sessionId } = manager.placeCall({ to: other.contact, media, omemo });
        if (omemo === 'disabled') placedPlain.add(sessionId);
      });
    }
    case 'answer': {
      const key = keysOf(party).at(-1);
      if (key === undefined) return undefined;
      if (command.how === 'hangUp') return misusing(() => manager.hangUp(key));
      if (command.how === 'reject') return misusing(() => manager.reject(key));
      const omemo = command.how === 'accept' ? 'enabled' : 'disabled';
      return misusing(() => manager.accept(key, { omemo }));
    }
    case 'media': {
      const engine = party.media.engines.at(-1);
      if (command.saw === 'peer') engine?.connected(other.dtlsFingerprint);
      else if (command.saw === 'attacker') engine?.connected(TYBALT.dtlsFingerprint);
      else if (command.saw === 'candidate') engine?.gathered('audio');
      else engine?.report({ kind: 'failed' });
      return undefined;
    }
    case 'change': {
      const key = keysOf(party).at(-1);
      return key === undefined ? undefined : misusing(() => wishFor(manager, key, command.wish));
    }
    case 'trust':
      await manager.setTrust({ ...other.omemo!.ownDevice, identityKey: undefined }, command.level);
      return undefined;
  }
}

/** The calls with the other of the two that a party has heard of, oldest first; strangers are never answered. */
function keysOf({ trace }: Party): readonly CallKey[] {
  return trace.flatMap((entry) => {
    const peer = entry.kind === 'start' ? bareOf(entry.peer) : undefined;
    const isPeer = peer !== undefined && peer !== bareOf(TYBALT.account);
    return entry.kind === 'start' && isPeer ? [{ peer, sessionId: entry.sessionId }] : [];
  });
}

/** Users press buttons too late; the core tells the application so, and nothing else happens. */
function misusing(press: () => unknown): void {
  try {
    press();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}
