/**
 * Picks the cryptography of the platform the code runs on, once. The only place that knows more than one.
 *
 * `node:crypto` is asked for at run time: an import would stop every bundler for browsers.
 */
import { createNodeCurve } from './curve-node.ts';
import type { CryptoPlatform } from './curve.ts';
import { portablePlatform } from './platform-portable.ts';
import { createNodeAesGcm, createNodeWebCrypto } from './webcrypto-node.ts';

/** The platform's cryptography. */
export const platform: CryptoPlatform = nodePlatform() ?? portablePlatform;

/** Node's cryptography, or undefined where this is not Node (20.16 or newer). */
export function nodePlatform(): CryptoPlatform | undefined {
  if (typeof process === 'undefined' || typeof process.getBuiltinModule !== 'function') return undefined;
  const nodeCrypto = process.getBuiltinModule('node:crypto');
  return {
    curve: createNodeCurve(nodeCrypto),
    webCrypto: createNodeWebCrypto(nodeCrypto),
    aesGcm: createNodeAesGcm(nodeCrypto),
  };
}
