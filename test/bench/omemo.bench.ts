/**
 * How long OMEMO takes beside the library as it comes: step by step, and for a call with two contents.
 *
 * Both run in one process and take turns. Where the stock library's record would grow from round to round, it starts
 * each round from the same stored state.
 */
import type { Result } from '../../src/base/result.ts';
import type { BareJid } from '../../src/jid.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { createMemoryStore } from '../../src/omemo/memory-store.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { type InterleaveOptions, interleave } from './interleave.ts';
import { type BenchRow, benchRow } from './row.ts';
import { snapshotOf } from './store-snapshot.ts';
import { createStockDevice, loadStockLibrary } from './stock-omemo.ts';

const FINGERPRINT = Array.from({ length: 32 }, () => 'A5').join(':');

/** One end of a conversation, whichever code it runs on. */
interface Party<Message> {
  startSession(): Promise<unknown>;
  encrypt(): Promise<Message>;
  decrypt(message: Message): Promise<unknown>;
  /** Everything stored, to go back to. */
  snapshot(): Promise<() => Promise<void>>;
}

type Candidate = () => Promise<unknown>;

/** What is measured, of a caller and a callee that have no session yet. */
async function scenarios<Message>(caller: Party<Message>, callee: Party<Message>, keepsRecordsSmall: boolean) {
  const callerAlone = await caller.snapshot();
  const calleeAlone = await callee.snapshot();
  const callerFirst = await startedAt(caller);
  const first = await caller.encrypt();
  await callee.decrypt(first);
  await caller.decrypt(await callee.encrypt());
  const callerAnswered = await caller.snapshot();
  const calleeAnswered = await callee.snapshot();
  const backToAnswered = async () => {
    if (keepsRecordsSmall) return;
    await callerAnswered();
    await calleeAnswered();
  };
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

  // Steps that start anew come last: what they leave behind is gone back from, in the steps before them as well.
  const steps = {
    pingPong: async () => {
      await backToAnswered();
      await say(caller, callee);
      await say(callee, caller);
    },
    oneWay: () => say(caller, callee),
    negotiation: async () => {
      await backToAnswered();
      await negotiate();
    },
  } satisfies Record<string, Candidate>;
  const freshSteps = {
    startSession: async () => {
      await callerAlone();
      await caller.startSession();
    },
    firstMessage: async () => {
      await callerFirst();
      await calleeAlone();
      await callee.decrypt(first);
    },
    freshNegotiation: async () => {
      await callerAlone();
      await calleeAlone();
      await caller.startSession();
      await negotiate();
    },
  } satisfies Record<string, Candidate>;
  return { steps, freshSteps };
}

async function startedAt(caller: Party<unknown>): Promise<() => Promise<void>> {
  await caller.startSession();
  return caller.snapshot();
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
  return { caller: party(caller, callee), callee: party(callee, caller) };
}

function valueOf<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the benchmark broke: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** What each step is called, and how many times faster than the stock library it has to be. */
const ROWS = {
  startSession: { name: 'OMEMO: session from a bundle', atLeast: 20 },
  firstMessage: { name: 'OMEMO: first message decrypted', atLeast: 20 },
  pingPong: { name: 'OMEMO: a message each way, encrypted and decrypted', atLeast: 10 },
  oneWay: { name: 'OMEMO: a further message, encrypted and decrypted', atLeast: 3 },
  negotiation: { name: 'OMEMO: two contents each way, session there', atLeast: 6 },
  freshNegotiation: { name: 'OMEMO: two contents each way, from the bundle on', atLeast: 12 },
} as const;

type Step = keyof typeof ROWS;

/** Runs the comparison: for each step our time, and how many times as long the stock library takes. */
export async function benchOmemo(options: InterleaveOptions = { rounds: 15, warmUpRounds: 4 }): Promise<BenchRow[]> {
  const stockDevices = await stockParties();
  const ownDevices = await ownParties();
  const stock = await scenarios(stockDevices.caller, stockDevices.callee, false);
  const own = await scenarios(ownDevices.caller, ownDevices.callee, true);
  const rows: BenchRow[] = [];
  const compare = async (step: Step, stockStep: Candidate, ownStep: Candidate) => {
    const times = await interleave({ stock: stockStep, own: ownStep }, options);
    rows.push(benchRow({ name: ROWS[step].name, value: times.own / 1000, unit: 'us' }));
    const bound = { op: '>=', value: ROWS[step].atLeast } as const;
    rows.push(
      benchRow({
        name: `${ROWS[step].name}, speed`,
        value: times.stock / times.own,
        unit: 'x',
        ratioTo: 'stock',
        bound,
      }),
    );
  };
  for (const step of ['pingPong', 'oneWay', 'negotiation'] as const) {
    await compare(step, stock.steps[step], own.steps[step]);
  }
  for (const step of ['startSession', 'firstMessage', 'freshNegotiation'] as const) {
    await compare(step, stock.freshSteps[step], own.freshSteps[step]);
  }
  return rows;
}
