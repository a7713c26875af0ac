/**
 * OMEMO devices at work for a long time, on one address and on many, with everything that is refused in between;
 * and what is then kept of it. Whatever grows with the number of operations shows here.
 *
 * Pure of clocks and consoles: command.ts runs it for as long as one likes, soak.test.ts for a while.
 */
import { SOME_KEY, whisperMessage } from '../omemo/signal-bytes.ts';
import { createOmemo } from '../../src/omemo/create.ts';
import { damaged, deviceOf, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createDevice,
  createStrangers,
  decrypted,
  encrypted,
  juliet,
  keyBytesOf,
  romeo,
  type TestDevice,
  type TestPair,
  withKeyBytes,
} from '../omemo/devices.ts';
import { valueOf } from '../omemo/value-of.ts';

/** What is kept after so many operations. */
export interface Kept {
  readonly operations: number;
  /** Characters of all stores. */
  readonly stored: number;
  readonly storeEntries: number;
  /** Characters of the longest text in any store. */
  readonly longestText: number;
  /** Bytes of the heap after a collection; undefined where Node was started without `--expose-gc`. */
  readonly heapBytes: number | undefined;
}

/** How many other contacts come and go. More than there are decoded records, fewer than would make a store of them. */
const OTHER_CONTACTS = 40;

const ROUND_MS = 60_000;

/** Rounds after which everything that does not happen in each round has happened. */
const PERIOD = 20;

/**
 * Works for at least that many operations, and tells what is kept after each eighth of them.
 *
 * An operation is one of the port's: a session started, a message encrypted, opened or refused, a question.
 */
export async function soak(operations: number): Promise<readonly Kept[]> {
  const strangers = await createStrangers();
  // A round is a minute of hers: what she keeps for a while is gone in time.
  let nowMs = 0;
  const { store } = strangers.juliets;
  const juliets = { store, omemo: await createOmemo({ ...juliet, store, now: () => nowMs }) };
  const pair = { ...strangers, juliets, tablets: await createDevice(tablet) };
  const bundle = await bundleOf(pair.juliets);
  valueOf(await pair.romeos.omemo.startSession(tablet, await bundleOf(pair.tablets)));
  for (let at = 0; at < OTHER_CONTACTS; at += 1)
    valueOf(await pair.romeos.omemo.startSession(otherContact(at), bundle));
  // Everything there is room for is full before the first look: sessions of an address, chains, skipped keys.
  for (let round = 0; round < 5 * PERIOD; round += 1) {
    nowMs += ROUND_MS;
    await work(pair, round);
  }
  const looks: Kept[] = [];
  let done = 0;
  for (let round = 0; looks.length < 8; round += 1) {
    nowMs += ROUND_MS;
    done += await work(pair, round);
    // Always at the same point of what repeats: a session just started is shorter than one in use.
    const isEndOfPeriod = round % PERIOD === PERIOD - 1;
    if (isEndOfPeriod && done >= (operations * (looks.length + 1)) / 8) looks.push(lookAt(pair, done));
  }
  return looks;
}

function otherContact(at: number) {
  return deviceOf(`contact-${at % OTHER_CONTACTS}@montague.example`, juliet.deviceId);
}

/** A device whose one session lasts for the whole run. Those with the other are started anew again and again. */
const tablet = deviceOf(juliet.account, juliet.deviceId + 1);

interface Devices extends TestPair {
  readonly tablets: TestDevice;
}

/** One round of everything, and how many operations that was. */
async function work({ romeos, juliets, tablets }: Devices, round: number): Promise<number> {
  let operations = 0;
  const did = async <T>(operation: Promise<T>): Promise<T> => {
    operations += 1;
    return operation;
  };
  // Who starts anew now and then: each time one of the prekeys is used up, and a session goes out of use.
  if (round % 10 === 0) valueOf(await did(romeos.omemo.startSession(juliet, await did(bundleOf(juliets)))));
  if (round % PERIOD === 5) valueOf(await did(juliets.omemo.replaceSignedPreKey()));
  for (let message = 0; message < 4; message += 1) {
    // Never delivered, so that its key stays behind as skipped.
    await did(encrypted(romeos, juliet, 'lost'));
    const ping = await did(encrypted(romeos, juliet, 'ping'));
    await did(juliets.omemo.decrypt(from(romeo), withKeyBytes(ping, damaged(keyBytesOf(ping), -1))));
    await did(decrypted(juliets, romeo, ping));
    await did(juliets.omemo.decrypt(from(romeo), ping));
  }
  await did(encrypted(romeos, tablet, 'lost'));
  await did(decrypted(tablets, romeo, await did(encrypted(romeos, tablet, 'ping'))));
  await did(decrypted(romeos, tablet, await did(encrypted(tablets, romeo, 'pong'))));
  const pong = await did(encrypted(juliets, romeo, 'pong'));
  await did(decrypted(romeos, juliet, pong));
  // A ratchet key that nobody has: each is tried in every session, and none may stay.
  const ratchetKey = SOME_KEY.with(1, round % 256).with(2, (round >> 8) % 256);
  await did(romeos.omemo.decrypt(from(juliet), withKeyBytes(pong, whisperMessage({ ratchetKey }))));
  const contact = otherContact(round);
  await did(encrypted(romeos, contact, 'unanswered'));
  await did(romeos.omemo.hasSession(contact));
  await did(romeos.omemo.setTrust({ ...contact, identityKey: undefined }, round % 2 === 0 ? 'verified' : 'undecided'));
  // A message of a device nobody knows.
  await did(romeos.omemo.decrypt(from(deviceOf(`stranger-${round}@capulet.example`, juliet.deviceId)), pong));
  return operations;
}

function lookAt({ romeos, juliets, tablets }: Devices, operations: number): Kept {
  const texts = [romeos, juliets, tablets].map(({ store }) => JSON.parse(store.exportText()) as Record<string, string>);
  const values = texts.flatMap((entries) => Object.values(entries));
  globalThis.gc?.();
  return {
    operations,
    stored: values.reduce((sum, text) => sum + text.length, 0),
    storeEntries: values.length,
    longestText: Math.max(...values.map(({ length }) => length)),
    heapBytes: globalThis.gc === undefined ? undefined : process.memoryUsage().heapUsed,
  };
}

/** The heap may end this much larger than at the first look: caches of the engine that warm up. */
const HEAP_SLACK_BYTES = 8 * 1_024 * 1_024;
/** A store may: counters and prekey numbers get longer by a digit. */
const STORE_SLACK = 1.05;

/** What has grown with the number of operations, as sentences. */
export function growthIn(looks: readonly Kept[]): readonly string[] {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return ['nothing was looked at'];
  const faults: string[] = [];
  const check = (what: string, before: number, after: number, most: number): void => {
    if (after > most) faults.push(`${what}: ${before} after ${first.operations}, ${after} after ${last.operations}`);
  };
  check('characters stored', first.stored, last.stored, first.stored * STORE_SLACK);
  check('entries stored', first.storeEntries, last.storeEntries, first.storeEntries);
  check('longest text', first.longestText, last.longestText, first.longestText * STORE_SLACK);
  if (first.heapBytes !== undefined && last.heapBytes !== undefined) {
    check('heap in bytes', first.heapBytes, last.heapBytes, first.heapBytes + HEAP_SLACK_BYTES);
  }
  return faults;
}
