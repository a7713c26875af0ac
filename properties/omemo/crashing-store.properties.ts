/**
 * What holds of OMEMO devices whose process dies at any moment. The disk changes only when something is written, so
 * the moments that differ are these: just before each write took effect, and just after it, with nobody told.
 */
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import type { MemoryStore } from '../../src/omemo/memory-store.ts';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import { readPreKeyWhisperMessage, readWhisperMessage } from '../../src/omemo/signal-message.ts';
import type { OmemoStore } from '../../src/omemo/store.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { from } from '../../src/testing/omemo/check.ts';
import { createStrangers, juliet, keyBytesOf, openDevice, romeo, type TestDevice } from '../../test/omemo/devices.ts';

/**
 * What becomes of the write that the process dies in. `forgotten` is no honest store: it answers before anything is on
 * the disk, and the next write is where the process dies.
 */
type LastWrite = 'forgotten' | 'kept' | 'lost';
type Who = 'juliet' | 'romeo';
type Answer<T> = Promise<Result<T, { readonly kind: string }>>;

const OWN: Readonly<Record<Who, OmemoDevice>> = { romeo, juliet };
const otherOf = (who: Who): Who => (who === 'romeo' ? 'juliet' : 'romeo');

/** Writes of the story below; counted, so that no moment of it is left out. */
const WRITES: Readonly<Record<Who, number>> = { romeo: 14, juliet: 15 };
const PRE_KEYS = 100;
const USED_TWICE = 'a message key is used twice';

/** A machine whose process dies in one of its writes. What is on its disk then is what the next process finds. */
class Machine {
  readonly #who: Who;
  #device: TestDevice | undefined;
  #onDisk: string;
  #dying: { readonly write: number; readonly lastWrite: LastWrite } | undefined;
  #die: () => void = () => undefined;
  writeCount = 0;
  crashCount = 0;

  constructor(who: Who, onDisk: string) {
    this.#who = who;
    this.#onDisk = onDisk;
  }

  dieIn(write: number, lastWrite: LastWrite): void {
    this.#dying = { write, lastWrite };
  }

  async device(): Promise<TestDevice> {
    this.#device ??= await openDevice(OWN[this.#who], this.#onDisk, (store) => this.#mortal(store));
    return this.#device;
  }

  /** What each use has come to; undefined for those that the process died in. There is a new process then. */
  async use<T>(uses: readonly ((device: TestDevice) => Promise<T>)[]): Promise<readonly (T | undefined)[]> {
    const device = await this.device();
    const results: (T | undefined)[] = uses.map(() => undefined);
    const death = new Promise<'death'>((resolve) => {
      this.#die = () => resolve('death');
    });
    const life = Promise.all(
      uses.map(async (use, at) => {
        results[at] = await use(device);
      }),
    );
    if ((await Promise.race([life, death])) === 'death') {
      // Whatever does not wait for the write has happened before the end: what has settled by now has left.
      await new Promise((resolve) => setImmediate(resolve));
      this.crashCount += 1;
      this.#device = undefined;
    }
    return [...results];
  }

  #mortal(store: MemoryStore): OmemoStore {
    let isDead = false;
    const orNever = <T>(use: () => Promise<T>): Promise<T> => (isDead ? new Promise<T>(() => undefined) : use());
    const write: OmemoStore['write'] = async (changes) => {
      this.writeCount += 1;
      const ahead = this.#dying === undefined ? undefined : this.#dying.write - this.writeCount;
      const isForgotten = this.#dying?.lastWrite === 'forgotten';
      if (ahead === (isForgotten ? -1 : 0)) {
        if (this.#dying?.lastWrite === 'kept') {
          await store.write(changes);
          this.#onDisk = store.exportText();
        }
        isDead = true;
        this.#die();
        return orNever(() => Promise.resolve());
      }
      await store.write(changes);
      if (!isForgotten || ahead !== 0) this.#onDisk = store.exportText();
    };
    return {
      read: (key) => orNever(() => store.read(key)),
      readAll: (prefix) => orNever(() => store.readAll(prefix)),
      write: (changes) => orNever(() => write(changes)),
    };
  }
}

interface Sent {
  readonly by: Who;
  readonly text: string;
  readonly message: OmemoMessage;
}

/** A story of two machines; whoever dies in it does again what he was at. */
class Story {
  readonly machines: Readonly<Record<Who, Machine>>;
  readonly #left: Sent[] = [];
  readonly #messageKeys = new Set<string>();

  constructor(romeosDisk: string, julietsDisk: string) {
    this.machines = { romeo: new Machine('romeo', romeosDisk), juliet: new Machine('juliet', julietsDisk) };
  }

  /** Sends, all at the same time. What has settled has left; what has not is sent again by the next process. */
  async send(by: Who, texts: readonly string[]): Promise<readonly Sent[]> {
    const other = OWN[otherOf(by)];
    const sent = await this.#insist(
      by,
      texts.map(
        (text) =>
          async ({ omemo }: TestDevice) =>
            omemo.encrypt(other, text, undefined),
      ),
    );
    const leaving = sent.map(({ message }, at) => ({ by, text: texts[at]!, message }));
    for (const each of leaving) this.#leave(each);
    return leaving;
  }

  /** Delivers, all at the same time. */
  async deliver(sent: readonly Sent[]): Promise<void> {
    const [first] = sent;
    if (first === undefined) return;
    const to = otherOf(first.by);
    const crashes = this.machines[to].crashCount;
    let pending = sent;
    while (pending.length > 0) {
      const uses = pending.map(
        ({ message }) =>
          ({ omemo }: TestDevice) =>
            omemo.decrypt(from(OWN[first.by]), message),
      );
      const results = await this.machines[to].use(uses);
      for (const [at, result] of results.entries()) {
        if (result === undefined || result.ok) {
          if (result !== undefined) expect(result.value.plaintext).toBe(pending[at]!.text);
        } else {
          // Opened, and on the disk, but the process died before it could say so: opened twice it must not be.
          expect(result.error.kind).toBe('replayed');
          expect(this.machines[to].crashCount).toBeGreaterThan(crashes);
        }
      }
      pending = pending.filter((_, at) => results[at] === undefined);
    }
  }

  async start(by: Who): Promise<void> {
    const [bundle] = await this.#insist(otherOf(by), [({ omemo }) => omemo.ownBundle()]);
    await this.#insist(by, [({ omemo }) => omemo.startSession(OWN[otherOf(by)], bundle!)]);
  }

  async replaceSignedPreKey(by: Who): Promise<void> {
    await this.#insist(by, [({ omemo }) => omemo.replaceSignedPreKey()]);
  }

  /** Every message that left is opened by now, or was: none can be opened again. */
  async deliverEverythingAgain(): Promise<void> {
    for (const { by, message } of this.#left) {
      const { omemo } = await this.machines[otherOf(by)].device();
      expect(await omemo.decrypt(from(OWN[by]), message)).toMatchObject({ ok: false });
    }
  }

  async preKeysOf(who: Who): Promise<readonly number[]> {
    const [bundle] = await this.#insist(who, [({ omemo }) => omemo.ownBundle()]);
    return bundle!.preKeys.map(({ preKeyId }) => preKeyId);
  }

  async #insist<T>(who: Who, uses: readonly ((device: TestDevice) => Answer<T>)[]): Promise<readonly T[]> {
    const values: T[] = [];
    let pending = [...uses.entries()];
    while (pending.length > 0) {
      const results = await this.machines[who].use(pending.map(([, use]) => use));
      for (const [at, result] of results.entries()) {
        if (result === undefined) continue;
        if (!result.ok) expect.unreachable(`refused: ${result.error.kind}`);
        else values[pending[at]![0]] = result.value;
      }
      pending = pending.filter((_, at) => results[at] === undefined);
    }
    return values;
  }

  #leave(sent: Sent): void {
    this.#left.push(sent);
    const bytes = keyBytesOf(sent.message);
    const header = sent.message.keys[0]!.preKey ? readPreKeyWhisperMessage(bytes)!.whisper : readWhisperMessage(bytes)!;
    const messageKey = `${Buffer.from(header.ratchetKey).toString('base64')} ${header.counter}`;
    if (this.#messageKeys.has(messageKey)) throw new Error(USED_TWICE);
    this.#messageKeys.add(messageKey);
  }
}

/** Everything that writes: sessions started by both, several messages at once, late ones, a new signed prekey. */
async function live(story: Story): Promise<void> {
  await story.start('romeo');
  const hello = await story.send('romeo', ['hello', 'hello?']);
  await story.deliver(hello);
  await story.deliver(await story.send('juliet', ['well met']));
  const late = await story.send('romeo', ['late']);
  await story.deliver(await story.send('romeo', ['one', 'two', 'three']));
  await story.replaceSignedPreKey('juliet');
  await story.deliver(await story.send('juliet', ['four', 'five']));
  await story.start('juliet');
  await story.deliver(await story.send('juliet', ['anew']));
  await story.deliver(late);
  await story.deliver(await story.send('romeo', ['at last']));
  await story.deliver(await story.send('juliet', ['indeed']));
}

async function createStory(): Promise<Story> {
  const { romeos, juliets } = await createStrangers();
  return new Story(romeos.store.exportText(), juliets.store.exportText());
}

/** Lives through a story in which one machine dies in one of its writes. */
async function liveThrough(who: Who, write: number, lastWrite: LastWrite): Promise<Story> {
  const story = await createStory();
  story.machines[who].dieIn(write, lastWrite);
  await live(story);
  expect(story.machines[who].crashCount).toBe(1);
  return story;
}

describe('a device whose process dies in a write', () => {
  for (const who of ['romeo', 'juliet'] as const) {
    test.each(['lost', 'kept'] as const)(
      `O7: opens all that came, and uses no message key twice: ${who}'s, the write is %s`,
      async (lastWrite) => {
        for (let write = 1; write <= WRITES[who]; write += 1) {
          const story = await liveThrough(who, write, lastWrite);
          await story.deliverEverythingAgain();
          for (const each of ['romeo', 'juliet'] as const) {
            const preKeys = await story.preKeysOf(each);
            expect(new Set(preKeys).size).toBe(PRE_KEYS);
          }
        }
      },
    );
  }

  test('O7: dies in as many writes as there are', async () => {
    const story = await createStory();
    await live(story);
    expect({ romeo: story.machines.romeo.writeCount, juliet: story.machines.juliet.writeCount }).toEqual(WRITES);
  });

  // What the statement is worth: a store that answers too early is found out.
  test('O7: would use a message key twice on a store that answers before it has written', async () => {
    const faults: string[] = [];
    for (let write = 1; write < WRITES.romeo; write += 1) {
      await liveThrough('romeo', write, 'forgotten').catch((error: Error) => faults.push(error.message));
    }
    expect(faults.filter((fault) => fault === USED_TWICE).length).toBeGreaterThan(3);
  });
});
