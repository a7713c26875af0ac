/** Romeo and Juliet, each with a core, and the steps that most tests begin with. */
import { isCallStep } from './call-steps.ts';
import type { Passing } from '../../src/adapters/memory-wire.ts';
import type { CallKey, CallReport } from '../../src/call/reports.ts';
import type { Verdict } from '../../src/call/verdict.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { Engine } from './engine.ts';
import type { Identity } from './parties.ts';
import { JULIET, ROMEO } from './parties.ts';
import type { Party, PartyOptions, World } from './world.ts';
import { createWorld } from './world.ts';

export interface Pair extends World {
  readonly romeo: Party;
  readonly juliet: Party;
}

export interface PairOptions {
  /** For both, where not said otherwise. */
  readonly both?: PartyOptions;
  readonly romeo?: PartyOptions;
  readonly juliet?: PartyOptions;
  readonly others?: readonly (readonly [Identity, PartyOptions?])[];
  readonly tamper?: (passing: Passing) => readonly Passing[];
}

export async function createPair({ both, romeo, juliet, others = [], tamper }: PairOptions = {}): Promise<Pair> {
  const world = await createWorld({
    parties: [[ROMEO, { ...both, ...romeo }], [JULIET, { ...both, ...juliet }], ...others],
    ...(tamper === undefined ? {} : { tamper }),
  });
  const [caller, callee] = world.parties;
  return { ...world, romeo: caller!, juliet: callee! };
}

/** Romeo calls and Juliet's phone rings. */
export async function ring({ romeo, juliet, settle }: Pair, media: MediaKinds = ['audio']): Promise<SessionId> {
  const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media });
  await settle();
  return sessionId;
}

/** Romeo calls, Juliet accepts, and everything happens that needs no media. */
export async function answer(pair: Pair, media: MediaKinds = ['audio']): Promise<SessionId> {
  const sessionId = await ring(pair, media);
  accept(pair.juliet, pair.romeo, sessionId);
  await pair.settle();
  return sessionId;
}

/** The same, and media runs on the certificates the two really have. */
export async function connect(pair: Pair, media: MediaKinds = ['audio']): Promise<SessionId> {
  const sessionId = await answer(pair, media);
  const { romeo, juliet } = pair;
  engineOf(romeo).connected(juliet.dtlsFingerprint);
  engineOf(juliet).connected(romeo.dtlsFingerprint);
  await pair.settle();
  return sessionId;
}

export function accept(callee: Party, caller: Identity, sessionId: SessionId): void {
  callee.manager.accept(keyWith(caller, sessionId));
}

/** The name of a call with somebody. */
export function keyWith(other: Identity | Party, sessionId: SessionId): CallKey {
  return { peer: other.contact, sessionId };
}

/** The engine of the newest call. */
export function engineOf({ media }: Pick<Party, 'media'>): Engine {
  const engine = media.engines.at(-1);
  if (engine === undefined) throw new Error('no media was opened');
  return engine;
}

/** What the application was told, one word each. */
export function told({ reports }: Party): readonly string[] {
  return reports.map(wordFor);
}

export function wordFor(report: CallReport): string {
  switch (report.kind) {
    case 'authentication': {
      const { verdict } = report;
      return verdict.state === 'authenticated'
        ? `authenticated (${verdict.trust})`
        : `unauthenticated (${verdict.because})`;
    }
    case 'ended':
      return `ended by ${report.by}: ${report.reason}`;
    case 'contentOffered':
    case 'contentAccepted':
      return `${report.kind} ${report.contentName}`;
    case 'contentRejected':
      return `contentRejected ${report.contentName} by ${report.by}: ${report.reason}`;
    case 'contentRemoved':
      return `contentRemoved ${report.contentName} by ${report.by}`;
    case 'contentModified':
      return `contentModified ${report.contentName}: ${report.senders}`;
    case 'iceRestarted':
      return `iceRestarted by ${report.by}`;
    default:
      return report.kind;
  }
}

/** Every verdict the application was told, in order. */
export function verdicts({ reports }: Pick<Party, 'reports'>): readonly Verdict[] {
  return reports.flatMap((report) => (report.kind === 'authentication' ? [report.verdict] : []));
}

/** The states the party's calls went through, a state each time it was entered anew. */
export function states({ trace }: Party): readonly string[] {
  const entered = trace.flatMap((entry) => (isCallStep(entry) ? [entry.to] : []));
  return entered.filter((state, index) => state !== entered[index - 1]);
}

/** Why stanzas were dropped before any machine heard of them. */
export function dropped({ trace }: Party): readonly string[] {
  return trace.flatMap((entry) => (entry.kind === 'dropped' ? [entry.reason] : []));
}
