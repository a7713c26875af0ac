/**
 * How long OMEMO takes beside the library as it comes, and beside libsignal-protocol-c: step by step, and for a call
 * with two contents.
 *
 * All take turns, the two of JavaScript in one process. Where the stock library's record would grow from round to
 * round, it starts each round from the same stored state.
 */
import { OMEMO_SESSION_LIMITS } from '../../src/base/limits.ts';
import type { Result } from '../../src/base/result.ts';
import type { BareJid } from '../../src/jid.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { whisperMessage, type WhisperParts } from '../omemo/signal-bytes.ts';
import { rehearse } from './conversation.ts';
import type { Party } from './conversation.ts';
import { type InterleaveOptions, interleave, type MeasuredCandidate, prepared } from './interleave.ts';
import { type BenchRow, benchRow } from './row.ts';
import { HOW_TO_INSTALL, type SignalStep, startSignalC } from './signal-c.ts';
import { snapshotOf } from './store-snapshot.ts';
import { createStockDevice, loadStockLibrary } from './stock-omemo.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'A5').join(':');

/** The same steps of each library. What a step begins with is made ready before it, and not timed. */
type Steps = Readonly<Record<SignalStep, MeasuredCandidate>>;

/** What is measured, of a caller and a callee that have no session yet. */
async function stepsOf<Message>(caller: Party<Message>, callee: Party<Message>, keepsRecordsSmall: boolean) {
  const { callerAlone, strangers, beforeFirst, first, answered } = await rehearse(caller, callee);
  const backToAnswered = keepsRecordsSmall ? nothing : answered;
  const say = async (from: Party<Message>, to: Party<Message>) => to.decrypt(await from.encrypt());
  const negotiate = async () => {
    for (const [from, to] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      const messages = [await from.encrypt(), await from.encrypt()];
      for (const message of messages) await to.decrypt(message);
    }
  };
  return {
    pingPong: prepared(
      async () => {
        await backToAnswered();
        await say(callee, caller);
        return caller.encrypt();
      },
      (message) => callee.decrypt(message),
    ),
    oneWay: prepared(nothing, () => say(caller, callee)),
    negotiation: prepared(backToAnswered, negotiate),
    startSession: prepared(callerAlone, () => caller.startSession()),
    firstMessage: prepared(beforeFirst, () => callee.decrypt(first)),
    freshNegotiation: prepared(strangers, async () => {
      await caller.startSession();
      await negotiate();
    }),
  } satisfies Steps;
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

async function stockParties() {
  const library = loadStockLibrary();
  const [caller, callee] = [await createStockDevice(library, 1), await createStockDevice(library, 2)];
  const party = (own: typeof caller, peer: typeof caller) => ({
    startSession: () => own.startSession(peer.bundle),
    encrypt: () => own.encrypt(FINGERPRINT),
    decrypt: own.decrypt,
    snapshot: async () => {
      const stored = own.snapshot();
      return async () => own.restore(stored);
    },
  });
  return { caller: party(caller, callee), callee: party(callee, caller) };
}

async function ownParties() {
  const callerDevice: OmemoDevice = { account: 'romeo@montague.example' as BareJid, deviceId: 1 as DeviceId };
  const calleeDevice: OmemoDevice = { account: 'juliet@capulet.example' as BareJid, deviceId: 2 as DeviceId };
  const make = async (own: OmemoDevice, peer: OmemoDevice) => {
    const store = createMemoryStore();
    const omemo = await createOmemo({ ...own, store });
    return { peer, store, omemo, bundle: valueOf(await omemo.ownBundle()) };
  };
  const caller = await make(callerDevice, calleeDevice);
  const callee = await make(calleeDevice, callerDevice);
  const party = ({ omemo, peer, store }: typeof caller, { bundle }: typeof caller) => ({
    startSession: async () => valueOf(await omemo.startSession(peer, bundle)),
    encrypt: async () => valueOf(await omemo.encrypt(peer, FINGERPRINT, undefined)).message,
    decrypt: async (message: Parameters<typeof omemo.decrypt>[1]) =>
      valueOf(await omemo.decrypt({ ...peer, identityKey: undefined }, message)),
    snapshot: () => snapshotOf(store),
  });
  const forge: Forge = async (parts) => {
    const sent = valueOf(await caller.omemo.encrypt(calleeDevice, FINGERPRINT, undefined)).message;
    const keys = sent.keys.map((key) => ({ ...key, preKey: false, bytes: whisperMessage(parts) }));
    const forged = { ...sent, keys };
    return async () => {
      const { ok } = await callee.omemo.decrypt({ ...callerDevice, identityKey: undefined }, forged);
      if (ok) throw new Error('the benchmark forged a message too well');
    };
  };
  return { caller: party(caller, callee), callee: party(callee, caller), forge };
}

/** A message of the caller whose Signal message is made up. Gives what the callee does with it. */
type Forge = (parts: WhisperParts) => Promise<() => Promise<void>>;

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the benchmark broke: ${JSON.stringify(result.error)}`);
  return result.value;
}

interface Aim {
  readonly name: string;
  readonly atLeast: number;
  readonly atMost?: number;
}

/**
 * What each step is called; how many times faster than the stock library it has to be, and how many times as long as
 * libsignal-protocol-c it may take, where that is asked.
 *
 * In this order: steps that start anew come last, since what they leave behind is gone back from in the steps before
 * them as well.
 */
const ROWS: Readonly<Record<SignalStep, Aim>> = {
  pingPong: { name: 'OMEMO: a message after a turn of the ratchet decrypted', atLeast: 12, atMost: 1.6 },
  oneWay: { name: 'OMEMO: a further message, encrypted and decrypted', atLeast: 5, atMost: 8 },
  negotiation: { name: 'OMEMO: two contents each way, session there', atLeast: 6 },
  startSession: { name: 'OMEMO: session from a bundle', atLeast: 20, atMost: 1.3 },
  firstMessage: { name: 'OMEMO: first message decrypted', atLeast: 20, atMost: 1.3 },
  freshNegotiation: { name: 'OMEMO: two contents each way, from the bundle on', atLeast: 17, atMost: 1.5 },
};

/** Runs the comparison: for each step our time, and what it is a multiple of. */
export async function benchOmemo(options: InterleaveOptions = {}): Promise<BenchRow[]> {
  const stockDevices = await stockParties();
  const ownDevices = await ownParties();
  const stock = await stepsOf(stockDevices.caller, stockDevices.callee, false);
  const own = await stepsOf(ownDevices.caller, ownDevices.callee, true);
  const signalC = startSignalC();
  if (signalC === undefined) console.error(HOW_TO_INSTALL);
  const rows: BenchRow[] = [];
  for (const step of Object.keys(ROWS) as SignalStep[]) {
    const both = { stock: stock[step], own: own[step] };
    const timed = { rounds: 20, warmUpRounds: 8, turnMs: 10, ...options };
    if (signalC === undefined) rows.push(...rowsOf(step, await interleave(both, timed)));
    else rows.push(...rowsOf(step, await interleave({ ...both, signalC: signalC.step(step) }, timed)));
  }
  signalC?.close();
  return [...rows, ...(await forgedRows(ownDevices.forge, { ...options }))];
}

/** What a message costs at most that nobody with a key has made. */
async function forgedRows(forge: Forge, options: InterleaveOptions): Promise<readonly BenchRow[]> {
  const { derivedKeys } = OMEMO_SESSION_LIMITS;
  const times = await interleave(
    {
      huge: await forge({ counter: 0xffff_ffff }),
      // The counter is the number of keys before the message's own.
      furthest: await forge({ counter: derivedKeys - 1 }),
    },
    { rounds: 20, warmUpRounds: 8, ...options },
  );
  const name = 'OMEMO: a forged message refused, its counter';
  return [
    benchRow({ name: `${name} huge`, value: times.huge / 1e6, unit: 'ms', bound: { op: '<=', value: 5 } }),
    benchRow({ name: `${name} as far ahead as is looked at`, value: times.furthest / 1e6, unit: 'ms' }),
  ];
}

type Times = Readonly<Record<'own' | 'stock', number> & Partial<Record<'signalC', number>>>;

function rowsOf(step: SignalStep, { own, stock, signalC }: Times): readonly BenchRow[] {
  const { name, atLeast, atMost } = ROWS[step];
  const faster = { name: `${name}, speed`, value: stock / own, unit: 'x', ratioTo: 'stock' };
  const rows = [
    benchRow({ name, value: own / 1000, unit: 'us' }),
    benchRow({ ...faster, bound: { op: '>=', value: atLeast } }),
  ];
  if (signalC === undefined) return rows;
  const longer = { name: `${name}, time`, value: own / signalC, unit: 'x', ratioTo: 'libsignal-protocol-c' };
  return [...rows, benchRow(atMost === undefined ? longer : { ...longer, bound: { op: '<=', value: atMost } })];
}
