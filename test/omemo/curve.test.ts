import { describe, expect, test, vi } from 'vitest';
import { decodeBase64 } from '../../src/base/base64.ts';
import { type CryptoPlatform, type Curve, systemRandom } from '../../src/omemo/curve.ts';
import { nobleCurve } from '../../src/omemo/curve-noble.ts';
import { createNodeCurve } from '../../src/omemo/curve-node.ts';
import { findWebCurve } from '../../src/omemo/curve-web.ts';
import { nodePlatform, platformInUse } from '../../src/omemo/platform.ts';
import { portablePlatform } from '../../src/omemo/platform-portable.ts';
import { curveKeyOf } from '../../src/omemo/public-key.ts';
import { damaged } from '../../src/testing/omemo/check.ts';
import { acceptedLowOrderKeys, disagreements } from '../support/curve-agreement.ts';
import { createStockCurve } from '../support/stock-curve.ts';
import { alice, recordedKeys } from './recorded-keys.ts';

const nodes = nodePlatform()!;
const PLATFORMS: readonly (readonly [string, CryptoPlatform])[] = [
  ['node:crypto', nodes],
  ['WebCrypto and JavaScript', portablePlatform],
];
const webCurve = await findWebCurve(globalThis.crypto.subtle);
const CURVES: Readonly<Record<string, Curve>> = {
  'node:crypto': nodes.curve,
  WebCrypto: webCurve,
  '@noble/curves': nobleCurve,
};

const hexOf = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(new Uint8Array(bytes)).toString('hex');
const ofHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex')).buffer;

const BOBS_PRIVATE = '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb';
const BOBS_PUBLIC = 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f';
const ALICES_PUBLIC = '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a';
const SHARED = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';

test('Node has its own crypto in use', () => {
  const { keyPair } = platformInUse().curve;
  expect(keyPair).not.toBe(nobleCurve.keyPair);
  // At once, which no curve of WebCrypto can.
  expect(keyPair(ofHex(BOBS_PRIVATE))).not.toBeInstanceOf(Promise);
});

test('every curve agrees with every other, and with the one libsignal comes with [RFC 7748 #5, XEdDSA]', async () => {
  expect(webCurve.keyPair).not.toBe(nobleCurve.keyPair);
  expect(webCurve.verify).not.toBe(nobleCurve.verify);
  expect(await disagreements({ stock: await createStockCurve(), ...CURVES }, 6)).toEqual([]);
});

describe.each(Object.entries(CURVES))('the curve in %s', (_, curve) => {
  // Node takes the public half of a private JWK from `d` and ignores `x`, which is left empty there. This holds it to
  // that.
  test("makes the RFC's public key and shared secret [RFC 7748 #6.1]", async () => {
    const { publicKey, privateKey } = await curve.keyPair(ofHex(BOBS_PRIVATE));
    expect(hexOf(publicKey)).toBe(BOBS_PUBLIC);
    expect(hexOf(await curve.sharedSecret(ofHex(ALICES_PUBLIC), privateKey))).toBe(SHARED);
    expect(hexOf(await curve.sharedSecret(ofHex(ALICES_PUBLIC), ofHex(BOBS_PRIVATE)))).toBe(SHARED);
  });

  test('clamps a copy of the private key [RFC 7748 #5]', async () => {
    const given = new Uint8Array(32).fill(0xff);
    const { privateKey } = await curve.keyPair(given.buffer);
    expect(hexOf(given)).toBe('ff'.repeat(32));
    expect(hexOf(privateKey)).toBe(`f8${'ff'.repeat(30)}7f`);
  });

  test('gives buffers that hold nothing else, which libsignal insists on', async () => {
    const { publicKey, privateKey } = await curve.keyPair(systemRandom(32).buffer);
    const secret = await curve.sharedSecret(publicKey, privateKey);
    const signature = await curve.sign(privateKey, Uint8Array.of(1), systemRandom);
    expect([publicKey, privateKey, secret, signature].map((buffer) => buffer instanceof ArrayBuffer)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([publicKey, privateKey, secret, signature].map(({ byteLength }) => byteLength)).toEqual([32, 32, 32, 64]);
  });

  test('makes no secret with a key of low order [RFC 7748 #6.1]', async () => {
    expect(await acceptedLowOrderKeys(curve)).toEqual([]);
  });

  test('finds the signature good that another library made', async () => {
    const { identityKeyPublic, signedPreKeys } = recordedKeys('dino-0.4.2-audio.json', alice);
    const [signed] = signedPreKeys;
    const identityKey = curveKeyOf(decodeBase64(identityKeyPublic)!);
    const signature = decodeBase64(signed!.signature)!;
    expect(await curve.verify(identityKey, decodeBase64(signed!.public)!, signature)).toBe(true);
  });
});

describe('the curve in node:crypto', () => {
  test('imports a private key once, as long as it is the same buffer', async () => {
    const nodeCrypto = await import('node:crypto');
    const createPrivateKey = vi.fn(nodeCrypto.createPrivateKey);
    const curve = createNodeCurve({ ...nodeCrypto, createPrivateKey });
    const { privateKey, publicKey } = await curve.keyPair(systemRandom(32).buffer);
    await curve.sharedSecret(publicKey, privateKey);
    await curve.sharedSecret(ofHex(ALICES_PUBLIC), privateKey);
    expect(createPrivateKey).toHaveBeenCalledTimes(1);
    await curve.sharedSecret(publicKey, privateKey.slice(0));
    expect(createPrivateKey).toHaveBeenCalledTimes(2);
  });
});

describe('signatures [XEdDSA]', () => {
  test('are good as they are, and with no bit changed', async () => {
    const message = new Uint8Array(systemRandom(33));
    // Half of all keys have a negative Edwards form; both kinds have to come up.
    for (let round = 0; round < 8; round += 1) {
      const { publicKey, privateKey } = await nodes.curve.keyPair(systemRandom(32).buffer);
      const signature = new Uint8Array(await nodes.curve.sign(privateKey, message, systemRandom));
      const otherSign = signature.with(63, signature[63]! ^ 0x80);
      for (const { verify } of Object.values(CURVES)) {
        expect(await verify(publicKey, message, signature)).toBe(true);
        expect(await verify(publicKey, message, otherSign)).toBe(false);
      }
    }
  });

  test('differ each time, and come with the sign bit 0', async () => {
    const { privateKey } = await nodes.curve.keyPair(systemRandom(32).buffer);
    const message = new Uint8Array(8);
    const signatures: ArrayBuffer[] = [];
    for (let times = 0; times < 8; times += 1) {
      signatures.push(await nodes.curve.sign(privateKey, message, systemRandom));
    }
    expect(new Set(signatures.map(hexOf)).size).toBe(8);
    expect(signatures.map((signature) => new Uint8Array(signature)[63]! & 0x80)).toEqual(Array(8).fill(0));
  });
});

describe('HMAC-SHA-256 and AES-256-CBC', () => {
  const { subtle } = globalThis.crypto;
  const key = ofHex(BOBS_PRIVATE);
  const [keyBytes, data] = [new Uint8Array(key), new Uint8Array(ofHex('00112233445566778899aabbccddeeff0011'))];
  const iv = new Uint8Array(16).fill(7);
  const bytes = (view: Uint8Array) => Buffer.from(view).toString('hex');

  test.each(PLATFORMS)('are computed by %s as by WebCrypto', async (_, { hmacSha256, aesCbc }) => {
    const hmacKey = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    expect(bytes(hmacSha256(keyBytes, data))).toBe(hexOf(await subtle.sign('HMAC', hmacKey, data)));
    const aesKey = await subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt']);
    const encrypted = await aesCbc.encrypt(keyBytes, iv, data);
    expect(bytes(encrypted)).toBe(hexOf(await subtle.encrypt({ name: 'AES-CBC', iv }, aesKey, data)));
    expect(bytes((await aesCbc.decrypt(keyBytes, iv, encrypted))!)).toBe(bytes(data));
  });

  test.each(PLATFORMS)('pad a whole block by %s with another, and refuse what is not padded', async (_, { aesCbc }) => {
    const encrypted = await aesCbc.encrypt(keyBytes, iv, data.subarray(0, 16));
    expect(encrypted).toHaveLength(32);
    expect(await aesCbc.decrypt(keyBytes, iv, encrypted.subarray(0, 16))).toBeUndefined();
    expect(await aesCbc.decrypt(keyBytes, iv, encrypted.subarray(0, 31))).toBeUndefined();
    expect(await aesCbc.decrypt(keyBytes, iv, new Uint8Array())).toBeUndefined();
  });
});

describe('AES-128-GCM', () => {
  const key = new Uint8Array(16).fill(1);
  const plaintext = new TextEncoder().encode('02:1A:CC');

  test.each([12, 16])('is the same on all platforms with an IV of %i bytes', async (ivBytes) => {
    const iv = new Uint8Array(ivBytes).fill(2);
    const sealed = await nodes.aesGcm.encrypt(key, iv, plaintext);
    expect(sealed).toHaveLength(plaintext.length + 16);
    expect(hexOf(await portablePlatform.aesGcm.encrypt(key, iv, plaintext))).toBe(hexOf(sealed));
    for (const [, { aesGcm }] of PLATFORMS) {
      expect(hexOf((await aesGcm.decrypt(key, iv, sealed))!)).toBe(hexOf(plaintext));
      for (const at of [0, -1, -16]) expect(await aesGcm.decrypt(key, iv, damaged(sealed, at))).toBeUndefined();
      expect(await aesGcm.decrypt(key, iv, sealed.subarray(0, 15))).toBeUndefined();
    }
  });
});
