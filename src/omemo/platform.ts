/**
 * Picks the cryptography of the platform the code runs on, once, unless the application has picked. The only place
 * that knows more than one.
 *
 * `node:crypto` is asked for at run time: an import would stop every bundler for browsers.
 */
import { UsageError } from '../base/errors.ts';
import { createNodeCurve } from './curve-node.ts';
import type { CryptoPlatform } from './curve.ts';
import { portablePlatform } from './platform-portable.ts';
import { createNodeAesCbc, createNodeAesGcm, createNodeHmac } from './symmetric-node.ts';

const ownPlatform: CryptoPlatform = nodePlatform() ?? portablePlatform;

let chosen = ownPlatform;
let isInUse = false;

/** The cryptography in use. From the first call on it stays what it is, the same for every device. */
export function platformInUse(): CryptoPlatform {
  isInUse = true;
  return chosen;
}

/**
 * Has every device of this copy of the module use other cryptography than what was found on the platform.
 *
 * For platforms that have something better, and for tests. What is left out stays as it was found.
 *
 * @param parts  `nobleCurve`, the answer of `findWebCurve`, or your own. A curve must refuse keys of low order
 * @throws UsageError  `cryptoInUse`: something was made or opened already
 */
export function useCryptoPlatform(parts: Partial<CryptoPlatform>): void {
  if (isInUse) {
    throw new UsageError('cryptoInUse', 'cryptography is chosen before the first OMEMO device is opened');
  }
  chosen = { ...ownPlatform, ...parts };
}

/** Node's cryptography, or undefined where this is not Node (20.16 or newer). */
export function nodePlatform(): CryptoPlatform | undefined {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined;
  const nodeCrypto = process.getBuiltinModule('node:crypto');
  return {
    curve: createNodeCurve(nodeCrypto),
    hmacSha256: createNodeHmac(nodeCrypto),
    aesCbc: createNodeAesCbc(nodeCrypto),
    aesGcm: createNodeAesGcm(nodeCrypto),
  };
}
