/** What holds of two OMEMO devices, whatever they send and whatever becomes of it on the way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OmemoDevice } from '../../src/omemo/port.ts';
import type { OmemoMessage } from '../../src/stanzas/omemo.ts';
import { damaged, from } from '../../src/testing/omemo/check.ts';
import {
  bundleOf,
  createPair,
  createStrangers,
  juliet,
  keyBytesOf,
  openDevice,
  romeo,
  type TestDevice,
  type TestPair,
  withKeyBytes,
} from '../../test/omemo/devices.ts';
import { keepConsoleQuiet } from '../../test/omemo/quiet-console.ts';
import { valueOf } from '../../test/omemo/value-of.ts';
import { type OmemoTurn, omemoTurns, type Side } from '../arbitraries/omemo-turn.ts';

keepConsoleQuiet();

interface Sent {
  readonly by: Side;
  readonly text: string;
  readonly message: OmemoMessage;
}

const DEVICES: Readonly<Record<Side, OmemoDevice>> = { romeo, juliet };
const otherOf = (side: Side): Side => (side === 'romeo' ? 'juliet' : 'romeo');

/** Two devices and what they have sent, taking turns; every turn checks what is always true of it. */
class Conversation {
  readonly #devices: Record<Side, TestDevice>;
  readonly #sent: Sent[] = [];
  readonly #read = new Set<Sent>();
  #startCount = 0;

  constructor({ romeos, juliets }: TestPair) {
    this.#devices = { romeo: romeos, juliet: juliets };
  }

  async take(turn: OmemoTurn): Promise<void> {
    switch (turn.kind) {
      case 'start':
        return this.#start(turn.by);
      case 'send':
        return this.#send(turn.by);
      case 'reopen':
        this.#devices[turn.by] = await openDevice(DEVICES[turn.by], this.#devices[turn.by].store.exportText());
        return;
      case 'deliver':
        return this.#deliver(this.#sent[turn.message % this.#sent.length]);
      case 'deliverDamaged':
        return this.#deliverDamaged(this.#sent[turn.message % this.#sent.length], turn.at);
    }
  }

  async deliverEverything(): Promise<void> {
    for (const sent of this.#sent) await this.#deliver(sent);
    expect(this.#read.size).toBe(this.#sent.length);
  }

  /** Each start takes a prekey of its own: two that happen to take the same are not what is looked at here. */
  async #start(by: Side): Promise<void> {
    const bundle = await bundleOf(this.#devices[otherOf(by)]);
    const preKeys = bundle.preKeys.slice(this.#startCount).slice(0, 1);
    this.#startCount += 1;
    valueOf(await this.#devices[by].omemo.startSession(DEVICES[otherOf(by)], { ...bundle, preKeys }));
  }

  async #send(by: Side): Promise<void> {
    const text = `message ${this.#sent.length}`;
    const result = await this.#devices[by].omemo.encrypt(DEVICES[otherOf(by)], text, undefined);
    if (result.ok) this.#sent.push({ by, text, message: result.value.message });
    else expect(result.error.kind).toBe('noSession');
  }

  async #deliver(sent: Sent | undefined): Promise<void> {
    if (sent === undefined) return;
    const { omemo, store } = this.#devices[otherOf(sent.by)];
    const before = store.exportText();
    const result = await omemo.decrypt(from(DEVICES[sent.by]), sent.message);
    if (this.#read.has(sent)) {
      expect(result).toEqual({ ok: false, error: { kind: 'replayed' } });
      expect(store.exportText()).toBe(before);
    } else {
      expect(valueOf(result).plaintext).toBe(sent.text);
      this.#read.add(sent);
    }
  }

  async #deliverDamaged(sent: Sent | undefined, at: number): Promise<void> {
    if (sent === undefined || this.#read.has(sent)) return;
    const { omemo, store } = this.#devices[otherOf(sent.by)];
    const before = store.exportText();
    const bytes = keyBytesOf(sent.message);
    const message = withKeyBytes(sent.message, damaged(bytes, at % bytes.length));
    const result = await omemo.decrypt(from(DEVICES[sent.by]), message);
    // Some bits say nothing that is authenticated: a registration id, or which prekey a known session was made with.
    if (result.ok) {
      expect(result.value.plaintext).toBe(sent.text);
      this.#read.add(sent);
    } else {
      expect(store.exportText()).toBe(before);
    }
  }
}

describe('two devices', () => {
  test('O1: open each message once, in any order, however often it comes and whatever is damaged', async () => {
    await fc.assert(
      fc.asyncProperty(omemoTurns, async (turns) => {
        const conversation = new Conversation(await createPair());
        for (const turn of turns) await conversation.take(turn);
        await conversation.deliverEverything();
      }),
    );
  });

  test('O2: do so as well where they have never talked and both begin', async () => {
    await fc.assert(
      fc.asyncProperty(omemoTurns, async (turns) => {
        const conversation = new Conversation(await createStrangers());
        await conversation.take({ kind: 'start', by: 'romeo' });
        await conversation.take({ kind: 'start', by: 'juliet' });
        for (const turn of turns) await conversation.take(turn);
        await conversation.deliverEverything();
      }),
    );
  });
});
