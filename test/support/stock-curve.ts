/**
 * The curve that libsignal has where nobody gives it another, behind our interface: what every other curve has to agree
 * with. It accepts keys of low order, which is one reason for not using it.
 */
// The order of these two imports matters: the curve installs process-wide listeners when it is loaded.
import { removeAddedProcessListeners } from './process-listeners.ts';
import { Curve25519Wrapper } from '@privacyresearch/curve25519-typescript';
import { exactBuffer } from '../../src/base/bytes.ts';
import type { Curve } from '../../src/omemo/curve.ts';

removeAddedProcessListeners();

export async function createStockCurve(): Promise<Curve> {
  const wrapped = await Curve25519Wrapper.create();
  return {
    keyPair(unclamped) {
      const { pubKey, privKey } = wrapped.keyPair(unclamped);
      return { publicKey: pubKey, privateKey: privKey };
    },
    sharedSecret: (publicKey, privateKey) => wrapped.sharedSecret(publicKey, privateKey),
    // It takes no random bytes: signatures of one text are all the same.
    sign: (privateKey, message) => wrapped.sign(privateKey, exactBuffer(message)),
    verify: (publicKey, message, signature) =>
      wrapped.signatureIsValid(publicKey, exactBuffer(message), exactBuffer(signature)),
  };
}
