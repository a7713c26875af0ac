/**
 * Our sessions beside libsignal's, step by step: from the same state and the same random bytes both make the same bytes
 * for the wire and the same state, field by field, and refuse the same messages.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OMEMO_SESSION_LIMITS } from '../../src/base/limits.ts';
import type { Result } from '../../src/base/result.ts';
import { systemRandom } from '../../src/omemo/curve.ts';
import { generateKeyPair } from '../../src/omemo/key-pair.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import { decryptInSession, encryptInSession } from '../../src/omemo/ratchet.ts';
import { readRecord, writeRecord } from '../../src/omemo/session-record.ts';
import { admit, type OwnIdentity, type SessionState } from '../../src/omemo/session-state.ts';
import { readPreKeyWhisperMessage, readWhisperMessage, type WhisperMessage } from '../../src/omemo/signal-message.ts';
import { type DeviceKeys, startFromBundle, startFromMessage } from '../../src/omemo/x3dh.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { damaged } from '../../src/testing/omemo/check.ts';
import { readable } from '../../test/omemo/readable.ts';
import { createOracle } from '../../test/support/libsignal-oracle.ts';
import { bytesOf } from '../arbitraries/text.ts';
import { type SessionTurn, sessionTurns } from '../arbitraries/session-turn.ts';

const platform = platformInUse();
const { curve } = platform;

/** Bytes that both sides get: what one has taken is there for the other as well. */
class SharedRandom {
  #bytes: Uint8Array[] = [];
  #at = 0;

  /** Has the next bytes be those that were given out since the last `forget`. */
  rewind(): void {
    this.#at = 0;
  }

  forget(): void {
    this.#bytes = [];
    this.#at = 0;
  }

  take(byteLength: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#bytes[this.#at] ?? systemRandom(byteLength);
    this.#bytes[this.#at] = bytes;
    this.#at += 1;
    return new Uint8Array(bytes);
  }
}

const shared = new SharedRandom();
const random = (byteLength: number) => shared.take(byteLength);
const oracle = createOracle(random);

/** What both give, which has to be the same. Undefined where both refuse. */
async function both<T>(ours: () => Promise<Result<T, string>>, theirs: () => Promise<T | undefined>) {
  shared.forget();
  const result = await ours();
  shared.rewind();
  const expected = await theirs();
  expect(readable(result.ok ? result.value : undefined)).toEqual(readable(expected));
  return result.ok ? result.value : undefined;
}

interface Sent {
  readonly bytes: Uint8Array;
  readonly preKey: boolean;
  readonly plaintext: Uint8Array;
}

async function createKeys(deviceId: number) {
  const keyPair = await generateKeyPair(curve, systemRandom);
  const signedPreKey = await generateKeyPair(curve, systemRandom);
  const preKey = await generateKeyPair(curve, systemRandom);
  const identity: OwnIdentity = { deviceId: deviceId as DeviceId, keyPair };
  const signedBytes = new Uint8Array(signedPreKey.pubKey);
  const keys: DeviceKeys = {
    identityKey: new Uint8Array(keyPair.pubKey),
    signedPreKeyId: 300,
    signedPreKey: signedBytes,
    signedPreKeySignature: new Uint8Array(await curve.sign(keyPair.privKey, signedBytes, systemRandom)),
    preKeyId: 7,
    preKey: new Uint8Array(preKey.pubKey),
  };
  return { identity, own: { preKey, signedPreKey }, keys };
}

type Keys = Awaited<ReturnType<typeof createKeys>>;

/** A device with its sessions, the one in use first. Each step is taken twice, by us and by the library. */
class Device {
  #sessions: SessionState[] = [];
  readonly #keys: Keys;
  readonly sent: Sent[] = [];

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  get #parts() {
    return { identity: this.#keys.identity, platform, random };
  }

  async start(keys: DeviceKeys): Promise<void> {
    const { identity } = this.#keys;
    const state = await both(
      () => startFromBundle(this.#parts, keys),
      () => oracle.startFromBundle(identity, keys),
    );
    expect(state).toBeDefined();
    this.#sessions.unshift(state!);
  }

  async send(plaintext: Uint8Array): Promise<void> {
    const [state] = this.#sessions;
    if (state === undefined) return;
    const { identity } = this.#keys;
    const made = await both(
      () => encryptInSession(this.#parts, state, plaintext),
      () => oracle.encrypt(identity, state, plaintext),
    );
    expect(made).toBeDefined();
    this.#sessions[0] = made!.state;
    this.sent.push({ bytes: made!.bytes, preKey: made!.preKey, plaintext });
  }

  /** The plaintext, or undefined where no session opens it. */
  async receive({ bytes, preKey }: Omit<Sent, 'plaintext'>): Promise<Uint8Array | undefined> {
    if (!preKey) {
      const message = readWhisperMessage(bytes);
      return message && this.#open(this.#sessions, bytes, message);
    }
    const header = readPreKeyWhisperMessage(bytes);
    if (header === undefined) return undefined;
    const isOfStart = ({ indexInfo }: SessionState) => Buffer.from(indexInfo.baseKey).equals(header.baseKey);
    const known = this.#sessions.filter(isOfStart);
    const { identity, own } = this.#keys;
    const started =
      known.length > 0
        ? undefined
        : await both(
            () => startFromMessage(this.#parts, own, header),
            () => oracle.startFromMessage(identity, own, header),
          );
    return this.#open(started === undefined ? known : [started], header.whisperMessage, header.whisper);
  }

  async #open(sessions: readonly SessionState[], bytes: Uint8Array, message: WhisperMessage) {
    const { identity } = this.#keys;
    for (const state of sessions) {
      const admission = admit(state, message);
      if (admission.kind !== 'admitted' || admission.derivedKeyCount > OMEMO_SESSION_LIMITS.derivedKeys) continue;
      const before = writeRecord([{ ...state }]);
      const opened = await both(
        () => decryptInSession(this.#parts, state, bytes, message),
        () => oracle.decrypt(identity, state, bytes),
      );
      expect(writeRecord([{ ...state }])).toBe(before);
      if (opened === undefined) continue;
      this.#sessions = [opened.state, ...this.#sessions.filter((other) => other !== state)];
      return opened.plaintext;
    }
    return undefined;
  }

  /** Has everything read anew from what is stored. */
  reopen(): void {
    this.#sessions = [...readRecord(writeRecord(this.#sessions))!];
  }
}

async function takeTurn(turn: SessionTurn, devices: readonly [Device, Device], keys: readonly [Keys, Keys]) {
  const [own, peer] = [devices[turn.by], devices[1 - turn.by]!];
  switch (turn.kind) {
    case 'start':
      return own.start(keys[1 - turn.by]!.keys);
    case 'reopen':
      return own.reopen();
    case 'send':
      for (let count = 0; count < turn.count; count += 1) await own.send(turn.plaintext);
      return undefined;
    case 'deliver': {
      const sent = peer.sent[peer.sent.length - 1 - (turn.back % Math.max(1, peer.sent.length))];
      if (sent === undefined) return undefined;
      const { bytes, preKey, plaintext } = sent;
      const isDamaged = turn.damagedAt !== undefined;
      const received = isDamaged ? damaged(bytes, turn.damagedAt % bytes.length) : bytes;
      const opened = await own.receive({ bytes: received, preKey });
      return opened === undefined ? undefined : expect(readable(opened)).toBe(readable(plaintext));
    }
  }
}

describe('a session', () => {
  test('O8: is the same as of libsignal, whatever is sent, lost, swapped, repeated, damaged or read anew', async () => {
    const keys = [await createKeys(1), await createKeys(2_147_483_647)] as const;
    let openedCount = 0;
    await fc.assert(
      fc.asyncProperty(sessionTurns, async (turns) => {
        const devices = [new Device(keys[0]), new Device(keys[1])] as const;
        for (const turn of turns) await takeTurn(turn, devices, keys);
        // And then everything that was sent, in reverse.
        for (const [by, device] of devices.entries()) {
          for (const sent of devices[1 - by]!.sent.toReversed()) {
            if ((await device.receive(sent)) !== undefined) openedCount += 1;
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(openedCount).toBeGreaterThan(100);
  });

  test('O8: is refused from a bundle where libsignal refuses it', async () => {
    const [romeo, juliet] = [await createKeys(1), await createKeys(2)];
    const parts = { identity: romeo.identity, platform, random };
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 63 }), bytesOf(64, 64), fc.boolean(), async (at, signature, isOther) => {
        const { signedPreKeySignature } = juliet.keys;
        const forged = isOther ? signature : damaged(signedPreKeySignature, at);
        const keys = { ...juliet.keys, signedPreKeySignature: Uint8Array.from(forged) };
        const state = await both(
          () => startFromBundle(parts, keys),
          () => oracle.startFromBundle(romeo.identity, keys),
        );
        expect(state).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });
});
