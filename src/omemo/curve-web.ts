/**
 * Curve25519 through WebCrypto: the browser's own X25519, and its Ed25519 where it has that too. Does not know
 * OMEMO.
 *
 * Whether a browser has them is found out by use, since nothing announces them: a curve that does not give the
 * specifications' own answers is not taken. What is missing is done by the curve it is handed.
 *
 * WebCrypto answers from other threads, so the shared secrets of a new session are computed beside each other. A
 * private key is imported once and kept for as long as its bytes are: a ratchet step uses its new key twice.
 *
 * Spec: Secure Curves in the Web Cryptography API (X25519, Ed25519); RFC 8410 #7 (private keys as PKCS #8);
 * RFC 7748 #5, #6.1; RFC 8032 #5.1.7, #7.1.
 */
import { bytesOfHex, concatBytes, equalBytes } from '../base/bytes.ts';
import type { Curve } from './curve.ts';
import { nobleCurve } from './curve-noble.ts';
import { clamped, toEdwards } from './xeddsa.ts';

const X25519 = { name: 'X25519' } as const;
const ED25519 = { name: 'Ed25519' } as const;
const SECRET_BITS = 256;

/** All of a PKCS #8 document but the key, which comes last. */
const PKCS8_BEFORE_KEY = bytesOfHex('302e020100300506032b656e04220420');

/** The u of the point that every public key is a multiple of (RFC 7748 #4.1). */
const BASE_POINT = bytesOfHex(`09${'00'.repeat(31)}`);

/**
 * The fastest right curve there is with this WebCrypto. Never rejects.
 *
 * @param subtle  undefined where a page was not loaded over a secure connection: browsers then hide it
 * @param fallback  for what the browser does not have, signing included
 */
export async function findWebCurve(subtle: SubtleCrypto | undefined, fallback: Curve = nobleCurve): Promise<Curve> {
  if (subtle === undefined) return fallback;
  const agreement = createAgreement(subtle);
  const [agrees, verifies] = await Promise.all([
    settlesTrue(() => agreesAsSpecified(agreement)),
    settlesTrue(() => verifiesAsSpecified(subtle)),
  ]);
  return { ...fallback, ...(agrees ? agreement : {}), ...(verifies ? createVerification(subtle) : {}) };
}

/** A curve that is looked for the first time it is asked for anything, so that loading this module does no work. */
export function createLateCurve(find: () => Promise<Curve>): Curve {
  let finding: Promise<Curve> | undefined;
  const found = () => (finding ??= find());
  return {
    keyPair: async (privateKey) => (await found()).keyPair(privateKey),
    sharedSecret: async (publicKey, privateKey) => (await found()).sharedSecret(publicKey, privateKey),
    sign: async (privateKey, message, random) => (await found()).sign(privateKey, message, random),
    verify: async (publicKey, message, signature) => (await found()).verify(publicKey, message, signature),
  };
}

type Agreement = Pick<Curve, 'keyPair' | 'sharedSecret'>;

function createAgreement(subtle: SubtleCrypto): Agreement {
  const imported = new WeakMap<ArrayBuffer, Promise<CryptoKey>>();
  let basePoint: Promise<CryptoKey> | undefined;

  const importPublic = (publicKey: BufferSource) => subtle.importKey('raw', publicKey, X25519, false, []);
  const importPrivate = (privateKey: ArrayBuffer): Promise<CryptoKey> => {
    const known = imported.get(privateKey);
    if (known !== undefined) return known;
    const pkcs8 = concatBytes(PKCS8_BEFORE_KEY, new Uint8Array(privateKey));
    const importing = subtle.importKey('pkcs8', pkcs8, X25519, false, ['deriveBits']);
    imported.set(privateKey, importing);
    return importing;
  };
  const multiply = async (importing: Promise<CryptoKey>, privateKey: ArrayBuffer): Promise<ArrayBuffer> => {
    const [scalar, publicKey] = await Promise.all([importPrivate(privateKey), importing]);
    return subtle.deriveBits({ ...X25519, public: publicKey }, scalar, SECRET_BITS);
  };

  return {
    async keyPair(unclamped) {
      const privateKey = clamped(unclamped).buffer;
      basePoint ??= importPublic(BASE_POINT);
      return { publicKey: await multiply(basePoint, privateKey), privateKey };
    },
    // WebCrypto refuses an all-zero secret, which is what a public key of low order gives.
    sharedSecret: (publicKey, privateKey) => multiply(importPublic(publicKey), privateKey),
  };
}

function createVerification(subtle: SubtleCrypto): Pick<Curve, 'verify'> {
  return {
    verify(publicKey, message, signature) {
      const edwards = toEdwards(publicKey, signature);
      return verifyEd25519(subtle, edwards.publicKey, message, edwards.signature);
    },
  };
}

async function verifyEd25519(
  subtle: SubtleCrypto,
  publicKey: Uint8Array<ArrayBuffer>,
  message: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await subtle.importKey('raw', publicKey, ED25519, false, ['verify']);
  return subtle.verify(ED25519, key, signature, new Uint8Array(message));
}

// RFC 7748 #6.1.
const BOBS_PRIVATE_KEY = bytesOfHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
const BOBS_PUBLIC_KEY = bytesOfHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
const ALICES_PUBLIC_KEY = bytesOfHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
const THEIR_SECRET = bytesOfHex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742');

/** Whether it gives the secret of the specification, and none with a key of low order. */
async function agreesAsSpecified({ keyPair, sharedSecret }: Agreement): Promise<boolean> {
  const pair = await keyPair(BOBS_PRIVATE_KEY.buffer);
  const secret = await sharedSecret(ALICES_PUBLIC_KEY.buffer, pair.privateKey);
  const isRight =
    equalBytes(new Uint8Array(pair.publicKey), BOBS_PUBLIC_KEY) && equalBytes(new Uint8Array(secret), THEIR_SECRET);
  const lowOrderKey = new ArrayBuffer(BOBS_PUBLIC_KEY.length);
  return isRight && !(await settlesTrue(async () => (await sharedSecret(lowOrderKey, pair.privateKey)) !== undefined));
}

// RFC 8032 #7.1, test 2.
const SIGNER = bytesOfHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
const SIGNED = bytesOfHex('72');
const SIGNATURE = bytesOfHex(
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
);

/** Whether it finds the signature of the specification good, and for its own text alone. */
async function verifiesAsSpecified(subtle: SubtleCrypto): Promise<boolean> {
  const [good, other] = await Promise.all([
    verifyEd25519(subtle, SIGNER, SIGNED, SIGNATURE),
    verifyEd25519(subtle, SIGNER, Uint8Array.of(0), SIGNATURE),
  ]);
  return good && !other;
}

/** What is not there rejects, or throws: WebCrypto says so in many ways. */
async function settlesTrue(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask();
  } catch {
    return false;
  }
}
