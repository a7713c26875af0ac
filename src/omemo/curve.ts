/**
 * What the OMEMO layer needs of a platform's cryptography: X25519 with XEdDSA, HMAC-SHA-256, AES-256-CBC and
 * AES-128-GCM. Each platform answers in a file of its own; `platform.ts` picks one.
 *
 * Everything but HMAC may answer at once or later: Node's synchronous calls are ten times faster than its promised
 * ones, and browsers have promised ones only.
 *
 * Spec: RFC 7748 (X25519); The XEdDSA and VXEdDSA Signature Schemes, revision 1; RFC 2104 (HMAC); NIST SP 800-38A #6.2
 * (CBC); NIST SP 800-38D (GCM).
 */

/** A value now, or a promise of it. */
export type Soon<T> = T | Promise<T>;

/** Both halves of a Curve25519 key as the curve has them: 32 bytes each, without the type byte of the wire. */
export interface CurveKeyPair {
  readonly publicKey: ArrayBuffer;
  /** Clamped (RFC 7748 #5). */
  readonly privateKey: ArrayBuffer;
}

/** Curve25519 as Signal uses it. Keys are 32 bytes, signatures 64; buffers hold nothing else. */
export interface Curve {
  /** The pair that a private key makes. `privateKey` may be unclamped and is not written to. */
  keyPair(privateKey: ArrayBuffer): Soon<CurveKeyPair>;

  /**
   * The shared secret of two keys.
   *
   * A public key of low order makes a secret everybody knows (all zero). It throws, or rejects.
   */
  sharedSecret(publicKey: ArrayBuffer, privateKey: ArrayBuffer): Soon<ArrayBuffer>;

  /** An XEdDSA signature, randomised by 64 bytes of `random`. */
  sign(privateKey: ArrayBuffer, message: Uint8Array, random: RandomBytes): Soon<ArrayBuffer>;

  /** Whether the signature is good. */
  verify(publicKey: ArrayBuffer, message: Uint8Array, signature: Uint8Array): Soon<boolean>;
}

/**
 * HMAC-SHA-256, 32 bytes.
 *
 * Answers at once: a message takes seven of a few bytes each, at either end, and waiting for one takes longer than
 * computing it.
 */
export type HmacSha256 = (key: Uint8Array, data: Uint8Array) => Uint8Array;

/** AES-256-CBC with the padding of PKCS #7. Keys are 32 bytes, IVs 16. */
export interface AesCbc {
  encrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Soon<Uint8Array>;
  /** The plaintext, or undefined where the padding is none. */
  decrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Soon<Uint8Array | undefined>;
}

/** AES-128-GCM with a 16-byte tag. Keys are 16 bytes. */
export interface AesGcm {
  /** The ciphertext, and behind it the tag. */
  encrypt(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Soon<Uint8Array>;
  /** The plaintext, or undefined where the tag does not fit. */
  decrypt(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Soon<Uint8Array | undefined>;
}

/** A platform's cryptography, whole. */
export interface CryptoPlatform {
  readonly curve: Curve;
  readonly hmacSha256: HmacSha256;
  readonly aesCbc: AesCbc;
  readonly aesGcm: AesGcm;
}

/** That many unpredictable bytes. */
export type RandomBytes = (byteLength: number) => Uint8Array<ArrayBuffer>;

/** The platform's own generator, the same everywhere. */
export const systemRandom: RandomBytes = (byteLength) => globalThis.crypto.getRandomValues(new Uint8Array(byteLength));
