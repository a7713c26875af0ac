/**
 * What calls cost an account that has very many: heap for each, time to find one, what a stranger's stanza costs, and
 * whether anything stays behind.
 *
 * Stanzas come in as parsed elements and share all they can, so that what is measured is the core's own.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { invariant } from '../../src/base/errors.ts';
import type { BareJid } from '../../src/jid.ts';
import { describeJingle } from '../../src/media/described.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import { readProtection } from '../../src/transform/protection.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { interleave } from './interleave.ts';
import { benchRow } from './row.ts';
import type { BenchRow } from './row.ts';
import {
  addressed,
  callerOf,
  contactOf,
  createAccount,
  OFFER,
  PING,
  PROPOSE,
  renamed,
  runCalls,
  sessionIdOf,
  STRANGER,
} from './many-calls.ts';
import type { Account } from './many-calls.ts';

const MANY = 10_000;
const FEW = 100;

export async function benchCalls(): Promise<readonly BenchRow[]> {
  const perCall = await heapPerCall();
  const rates = await dispatchRates();
  return [
    benchRow({
      name: `calls: heap of each of ${MANY.toLocaleString('en')} running calls, beside its stanzas`,
      value: perCall.runningBytes / 1000,
      unit: 'kB',
      bound: { op: '<=', value: 6 },
    }),
    benchRow({ name: 'calls: heap of each that rings', value: perCall.ringingBytes / 1000, unit: 'kB' }),
    benchRow({
      name: `calls: a request to one of ${MANY.toLocaleString('en')} calls`,
      value: rates.many / rates.few,
      unit: 'x',
      ratioTo: `a request to one of ${FEW}`,
      bound: { op: '<=', value: 1.5 },
    }),
    benchRow({
      name: "calls: a stranger's offer refused",
      value: 1e9 / rates.strangersOffer,
      unit: 'per s',
      bound: { op: '>=', value: 50_000 },
    }),
    benchRow({
      name: "calls: a stranger's doubled propose ignored, among many calls",
      value: 1e9 / rates.strangersPropose,
      unit: 'per s',
      bound: { op: '>=', value: 50_000 },
    }),
    benchRow({
      name: "calls: a stranger's words ignored, among many calls",
      value: 1e9 / rates.strangersWord,
      unit: 'per s',
      bound: { op: '>=', value: 50_000 },
    }),
  ];
}

/** Calls one after the other, each to its end. The heap is compared between a tenth of them and all. */
const SEQUENTIAL = 1_000_000;

/** Some minutes: whether anything of ended calls stays. */
export async function benchEndurance(): Promise<readonly BenchRow[]> {
  const grown = await growthOverCalls();
  const counted = (count: number) => count.toLocaleString('en');
  return [
    benchRow({
      name: `endurance: heap grown from call ${counted(SEQUENTIAL / 10)} to call ${counted(SEQUENTIAL)}`,
      value: grown / 1000,
      unit: 'kB',
      bound: { op: '<=', value: 256 },
    }),
  ];
}

/** The heap of a call once it runs, and of one whose proposal waits for an answer. */
async function heapPerCall() {
  const running = createAccount(true);
  const before = heapBytes();
  await runCalls(running, MANY);
  const runningBytes = (heapBytes() - before) / MANY - bytesOfAnOffer();
  invariant(running.manager.stats().calls === MANY, 'every call runs');
  running.manager.close();

  const proposing = createAccount(false);
  const idle = heapBytes();
  for (let number = 0; number < MANY; number += 1) {
    proposing.manager.placeCall({ to: `c${number}@montague.example` as BareJid, media: ['audio'] });
  }
  const ringingBytes = (heapBytes() - idle) / MANY;
  proposing.manager.close();
  return { runningBytes, ringingBytes };
}

/** What a call keeps of the offer it accepted: the stanza as it was read, which is the peer's to be long or short. */
function bytesOfAnOffer(): number {
  const [payload] = OFFER.children;
  invariant(typeof payload === 'object', 'an offer has a payload');
  const before = heapBytes();
  const kept = Array.from({ length: MANY }, () => {
    const jingle = readJingle(payload);
    invariant(jingle.ok, 'the benchmark writes offers that can be read');
    const description = readProtection(jingle.value);
    invariant(description.protection === 'plain', 'a plain offer');
    return describeJingle(description.jingle, 'offer');
  });
  const bytes = (heapBytes() - before) / MANY;
  invariant(kept.length === MANY, 'kept until it was measured');
  return bytes;
}

async function dispatchRates() {
  const many = createAccount(true);
  const few = createAccount(true);
  await runCalls(many, MANY);
  await runCalls(few, FEW);
  const toMany = requestsTo(MANY);
  const toFew = requestsTo(FEW);
  const offer = addressed(OFFER, STRANGER, 'unknown');
  // Of a call that is over: else the first would ring, and the measure be of something else.
  const proposal = addressed(PROPOSE, STRANGER, 'over');
  many.manager.receive(proposal);
  many.manager.hangUp({ peer: contactOf(STRANGER), sessionId: 'over' as SessionId });
  const word = { ...proposal, children: [renamed(proposal, 'proceed')] };
  let turn = 0;
  const rates = await interleave({
    many: () => many.manager.receive(toMany[(turn += 1) % toMany.length] ?? offer),
    few: () => few.manager.receive(toFew[(turn += 1) % toFew.length] ?? offer),
    strangersOffer: () => many.manager.receive(offer),
    strangersPropose: () => many.manager.receive(proposal),
    strangersWord: () => many.manager.receive(word),
  });
  many.manager.close();
  few.manager.close();
  return rates;
}

/** As many requests each, so that neither account has them nearer in the processor's cache. */
function requestsTo(calls: number): readonly XmlElement[] {
  return Array.from({ length: FEW }, (_, index) => {
    const number = Math.floor((index * calls) / FEW);
    return addressed(PING, callerOf(number), sessionIdOf(number));
  });
}

/** Whole calls one after the other, of one contact after the other: nothing of them may stay. */
async function growthOverCalls(): Promise<number> {
  const account = createAccount(true);
  const play = async (from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      await runOne(account, number);
      if ((number + 1) % (SEQUENTIAL / 20) === 0) console.error(`  ${number + 1} of ${SEQUENTIAL} calls`);
    }
  };
  await play(0, SEQUENTIAL / 10);
  const early = heapBytes();
  await play(SEQUENTIAL / 10, SEQUENTIAL);
  const late = heapBytes();
  invariant(account.ends() === SEQUENTIAL, 'every call ended');
  account.manager.close();
  return late - early;
}

async function runOne({ manager, media }: Account, number: number): Promise<void> {
  const caller = callerOf(number);
  const sessionId = sessionIdOf(number);
  manager.receive(addressed(PROPOSE, caller, sessionId));
  manager.receive(addressed(OFFER, caller, sessionId));
  await manager.settled();
  media.connectLast();
  manager.hangUp({ peer: contactOf(caller), sessionId });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What lives, after everything that does not was collected. */
function heapBytes(): number {
  for (let times = 0; times < 3; times += 1) collectGarbage();
  return process.memoryUsage().heapUsed;
}
