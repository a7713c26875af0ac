import { describe, expect, test, vi } from 'vitest';
import { type CryptoPlatform, systemRandom } from '../../src/omemo/curve.ts';
import { generateKeyPair } from '../../src/omemo/key-pair.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import { decryptInSession, encryptInSession, type RatchetParts } from '../../src/omemo/ratchet.ts';
import { chainNameOf, type SessionState } from '../../src/omemo/session-state.ts';
import { readPreKeyWhisperMessage, readWhisperMessage } from '../../src/omemo/signal-message.ts';
import { startFromBundle, startFromMessage } from '../../src/omemo/x3dh.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import { damaged } from '../../src/testing/omemo/check.ts';
import { readable } from './readable.ts';
import { whisperMessage } from './signal-bytes.ts';
import { valueOf } from './value-of.ts';

const ownPlatform = platformInUse();
const { curve } = ownPlatform;
const HELLO = new TextEncoder().encode('hello');

interface End {
  readonly parts: RatchetParts;
  readonly state: SessionState;
}

async function partsOf(deviceId: number, platform = ownPlatform): Promise<RatchetParts> {
  const keyPair = await generateKeyPair(curve, systemRandom);
  return { identity: { deviceId: deviceId as DeviceId, keyPair }, platform, random: systemRandom };
}

/** Romeo has begun, and juliet has opened his first message. Nothing has been answered. */
async function createEnds(platform?: CryptoPlatform): Promise<readonly [romeo: End, juliet: End]> {
  const [romeo, juliet] = [await partsOf(1, platform), await partsOf(2, platform)];
  const { keyPair } = juliet.identity;
  const own = {
    preKey: await generateKeyPair(curve, systemRandom),
    signedPreKey: await generateKeyPair(curve, systemRandom),
  };
  const signed = new Uint8Array(own.signedPreKey.pubKey);
  const begun = valueOf(
    await startFromBundle(romeo, {
      identityKey: new Uint8Array(keyPair.pubKey),
      signedPreKeyId: 1,
      signedPreKey: signed,
      signedPreKeySignature: new Uint8Array(await curve.sign(keyPair.privKey, signed, systemRandom)),
      preKeyId: 5,
      preKey: new Uint8Array(own.preKey.pubKey),
    }),
  );
  const { state, bytes } = valueOf(await encryptInSession(romeo, begun, HELLO));
  const header = readPreKeyWhisperMessage(bytes)!;
  const made = valueOf(await startFromMessage(juliet, own, header));
  const opened = valueOf(await decryptInSession(juliet, made, header.whisperMessage, header.whisper));
  expect(readable(opened.plaintext)).toBe(readable(HELLO));
  return [
    { parts: romeo, state },
    { parts: juliet, state: opened.state },
  ];
}

/** What an end sends, and the end behind it. */
async function sent(
  { parts, state }: End,
  plaintext = HELLO,
): Promise<{ readonly end: End; readonly bytes: Uint8Array }> {
  const encrypted = valueOf(await encryptInSession(parts, state, plaintext));
  const { bytes, preKey } = encrypted;
  const whisper = preKey ? readPreKeyWhisperMessage(bytes)!.whisperMessage : bytes;
  return { end: { parts, state: encrypted.state }, bytes: whisper };
}

async function received({ parts, state }: End, bytes: Uint8Array) {
  return decryptInSession(parts, state, bytes, readWhisperMessage(bytes)!);
}

describe('a session that is none, since its store was damaged', () => {
  test.each<[string, (state: SessionState, own: string) => SessionState]>([
    ['has no chain to send in', (state) => ({ ...state, chains: {} })],
    [
      'would send in a chain of the peer',
      (state, own) => ({ ...state, chains: { [own]: { ...state.chains[own]!, chainType: 2 } } }),
    ],
    [
      'has no key left to send with',
      (state, own) => ({ ...state, chains: { [own]: { ...state.chains[own]!, chainKey: { counter: 0 } } } }),
    ],
    [
      'counts beyond what a message can tell',
      (state, own) => {
        const { key } = state.chains[own]!.chainKey;
        return {
          ...state,
          chains: { [own]: { ...state.chains[own]!, chainKey: { counter: 2 ** 32 - 1, key: key! } } },
        };
      },
    ],
    [
      'counts what is no number',
      (state) => ({ ...state, currentRatchet: { ...state.currentRatchet, previousCounter: Number.NaN } }),
    ],
    [
      'announces itself with what is no number',
      (state) => ({ ...state, pendingPreKey: { ...state.pendingPreKey!, preKeyId: 'seven' as unknown as number } }),
    ],
  ])('%s: nothing is encrypted', async (_, change) => {
    const [{ parts, state }] = await createEnds();
    const own = chainNameOf(state.currentRatchet.ephemeralKeyPair.pubKey);
    expect(await encryptInSession(parts, change(state, own), HELLO)).toEqual({ ok: false, error: 'unusableSession' });
  });

  test('has a key of another length for the ratchet: nothing opens, nothing is thrown', async () => {
    const [romeo, juliet] = await createEnds();
    const { bytes } = await sent(juliet);
    const { currentRatchet } = romeo.state;
    const { pubKey } = currentRatchet.ephemeralKeyPair;
    const ephemeralKeyPair = { pubKey, privKey: new ArrayBuffer(5) };
    const state = { ...romeo.state, currentRatchet: { ...currentRatchet, ephemeralKeyPair } };
    expect(await received({ ...romeo, state }, bytes)).toEqual({ ok: false, error: 'badMac' });
  });
});

describe('a message', () => {
  test('is bound to both identities, and to who sends', async () => {
    const [romeo, juliet] = await createEnds();
    const { bytes } = await sent(juliet);
    const other = (await partsOf(3)).identity;
    const asOther = { ...romeo.parts, identity: other };
    expect(await received({ ...romeo, parts: asOther }, bytes)).toEqual({ ok: false, error: 'badMac' });
    const indexInfo = { ...romeo.state.indexInfo, remoteIdentityKey: other.keyPair.pubKey };
    const fromOther = { ...romeo, state: { ...romeo.state, indexInfo } };
    expect(await received(fromOther, bytes)).toEqual({ ok: false, error: 'badMac' });
  });

  test('with any bit of its MAC changed does not open, and the session stays as it was', async () => {
    const [romeo, juliet] = await createEnds();
    const { bytes } = await sent(juliet);
    const before = readable(romeo.state);
    for (let at = bytes.length - 8; at < bytes.length; at += 1) {
      expect(await received(romeo, damaged(bytes, at))).toEqual({ ok: false, error: 'badMac' });
    }
    expect(readable(romeo.state)).toEqual(before);
    expect(readable(valueOf(await received(romeo, bytes)).plaintext)).toBe(readable(HELLO));
  });

  test('has to be padded, also where its MAC is right', async () => {
    // An end that leaves the last block of the padding away.
    const unpadding = {
      ...ownPlatform,
      aesCbc: {
        ...ownPlatform.aesCbc,
        encrypt: async (...input: Parameters<CryptoPlatform['aesCbc']['encrypt']>) =>
          (await ownPlatform.aesCbc.encrypt(...input)).slice(0, -16),
      },
    };
    const [romeo, juliet] = await createEnds();
    const { bytes } = await sent({ ...juliet, parts: { ...juliet.parts, platform: unpadding } }, new Uint8Array(16));
    expect(await received(romeo, bytes)).toEqual({ ok: false, error: 'badMac' });
  });

  test('is written with a counter from 0, without gaps, and that of the chain before', async () => {
    const [romeo, juliet] = await createEnds();
    const first = await sent(juliet);
    const second = await sent(first.end);
    const answered = { ...romeo, state: valueOf(await received(romeo, second.bytes)).state };
    const counters = [first, second, await sent(answered)].map(({ bytes }) => readWhisperMessage(bytes));
    expect(counters).toMatchObject([
      { counter: 0, previousCounter: 0 },
      { counter: 1, previousCounter: 0 },
      // Romeo's first chain had one message, number 0.
      { counter: 0, previousCounter: 0 },
    ]);
  });
});

describe('a message nobody with a key has made', () => {
  test('has one secret computed and the keys up to its own; none of the chain before, none of ours', async () => {
    const [romeo, juliet] = await createEnds();
    const answered = { ...romeo, state: valueOf(await received(romeo, (await sent(juliet)).bytes)).state };
    const platform = { ...ownPlatform, hmacSha256: vi.fn(ownPlatform.hmacSha256), curve: { ...curve } };
    const agree = vi.spyOn(platform.curve, 'sharedSecret');
    const make = vi.spyOn(platform.curve, 'keyPair');
    const { pubKey } = await generateKeyPair(curve, systemRandom);
    const forged = whisperMessage({ ratchetKey: new Uint8Array(pubKey), counter: 3, previousCounter: 900 });
    const end = { ...answered, parts: { ...answered.parts, platform } };
    expect(await received(end, forged)).toEqual({ ok: false, error: 'badMac' });
    expect([agree, make].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    // Three for root and chain key, two for each of four messages, four for the secrets of the last, one for the MAC.
    expect(platform.hmacSha256.mock.calls).toHaveLength(3 + 8 + 4 + 1);
  });
});

describe('skipped messages', () => {
  test('open once, whenever they come, and their keys are gone then', async () => {
    const [start, juliet] = await createEnds();
    let romeo = start;
    let sender = juliet;
    const messages: Uint8Array[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { end, bytes } = await sent(sender);
      sender = end;
      messages.push(bytes);
    }
    for (const at of [3, 1, 0, 2]) {
      romeo = { ...romeo, state: valueOf(await received(romeo, messages[at]!)).state };
      expect(await received(romeo, messages[at]!)).toEqual({ ok: false, error: 'badMac' });
    }
    const chain = romeo.state.chains[chainNameOf(romeo.state.currentRatchet.lastRemoteEphemeralKey)]!;
    expect(chain.messageKeys).toEqual({});
    expect(chain.chainKey.counter).toBe(3);
  });

  test('that have been opened have nothing computed any more', async () => {
    const [romeo, juliet] = await createEnds();
    const { bytes } = await sent(juliet);
    const { state } = valueOf(await received(romeo, bytes));
    const platform = { ...ownPlatform, hmacSha256: vi.fn(ownPlatform.hmacSha256) };
    const end = { parts: { ...romeo.parts, platform }, state };
    expect(await received(end, bytes)).toEqual({ ok: false, error: 'badMac' });
    expect(platform.hmacSha256).not.toHaveBeenCalled();
  });
});
