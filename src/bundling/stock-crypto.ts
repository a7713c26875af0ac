/**
 * Takes the place of @privacyresearch/curve25519-typescript in bundles, and of msrcrypto, which libsignal falls back to
 * where there is no `globalThis.crypto`. libsignal makes one of these curves when it is loaded, and asks neither for
 * anything: src/omemo/libsignal.ts gives it others.
 */

/** What libsignal's interface demands, and nobody calls. */
export class AsyncCurve25519Wrapper {
  keyPair = leftOut;
  sharedSecret = leftOut;
  sign = leftOut;
  verify = leftOut;
}

function leftOut(): Promise<never> {
  return Promise.reject(new Error("libsignal's own curve is not in this bundle: use it through omemo-calls/omemo"));
}
