/**
 * Whether curves are one and the same: the same keys, secrets and verdicts for the same bytes. Needs no test runner, so
 * that a page in a browser asks as well.
 */
import { bytesOfHex } from '../../src/base/bytes.ts';
import { type Curve, systemRandom } from '../../src/omemo/curve.ts';
import { damaged } from '../../src/testing/omemo/check.ts';

type NamedCurves = Readonly<Record<string, Curve>>;

const KEY_BYTES = 32;

/** u that no key pair has, and that every curve has to read as RFC 7748 #5 says: the top bit off, then modulo p. */
const ODD_PUBLIC_KEYS = [
  'ff'.repeat(KEY_BYTES),
  `09${'00'.repeat(30)}80`,
  // p + 9: the base point once more.
  `f6${'ff'.repeat(30)}7f`,
  // On the twist.
  `02${'00'.repeat(31)}`,
].map((hex) => bytesOfHex(hex).buffer);

/** The points of order 1, 2, 4 and 8, on the curve and on its twist. */
const LOW_ORDER_PUBLIC_KEYS = [
  '00'.repeat(KEY_BYTES),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
] as const;

/** A sentence for each difference between them. Random keys come anew with every run. */
export async function disagreements(curves: NamedCurves, rounds: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    found.push(...(await aboutSecrets(curves)), ...(await aboutSignatures(curves)));
  }
  return found;
}

/** Which low-order keys the curve makes a secret with. */
export async function acceptedLowOrderKeys(curve: Curve): Promise<readonly string[]> {
  const { privateKey } = await curve.keyPair(systemRandom(KEY_BYTES).buffer);
  const accepted: string[] = [];
  for (const hex of LOW_ORDER_PUBLIC_KEYS) {
    try {
      await curve.sharedSecret(bytesOfHex(hex).buffer, privateKey);
      accepted.push(hex);
    } catch {
      // As it should be.
    }
  }
  return accepted;
}

async function aboutSecrets(curves: NamedCurves): Promise<readonly string[]> {
  const [one, other] = [systemRandom(KEY_BYTES).buffer, systemRandom(KEY_BYTES).buffer];
  const answers = await answersOf(curves, async (curve) => {
    const [own, peer] = [await curve.keyPair(one), await curve.keyPair(other)];
    const secrets = [await curve.sharedSecret(peer.publicKey, own.privateKey)];
    secrets.push(await curve.sharedSecret(own.publicKey, peer.privateKey));
    for (const odd of ODD_PUBLIC_KEYS) secrets.push(await curve.sharedSecret(odd, own.privateKey));
    return [own.publicKey, own.privateKey, peer.publicKey, ...secrets].map(hexOf).join(' ');
  });
  return differences('makes keys and secrets', answers);
}

async function aboutSignatures(curves: NamedCurves): Promise<readonly string[]> {
  const privateKey = systemRandom(KEY_BYTES).buffer;
  const message = systemRandom(33);
  const found: string[] = [];
  for (const [signer, curve] of Object.entries(curves)) {
    const pair = await curve.keyPair(privateKey);
    const signature = new Uint8Array(await curve.sign(pair.privateKey, message, systemRandom));
    const answers = await answersOf(curves, async ({ verify }) => {
      const verdicts = [await verify(pair.publicKey, message, signature)];
      verdicts.push(await verify(pair.publicKey, damaged(message, 0), signature));
      for (const at of [0, 31, 32, 62]) verdicts.push(await verify(pair.publicKey, message, damaged(signature, at)));
      return verdicts.join(' ');
    });
    const expected = ['true', ...Array<string>(5).fill('false')].join(' ');
    found.push(...differences(`finds a signature of ${signer} good or bad`, { specified: expected, ...answers }));
  }
  return found;
}

async function answersOf(
  curves: NamedCurves,
  ask: (curve: Curve) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const [name, curve] of Object.entries(curves)) answers[name] = await ask(curve);
  return answers;
}

/** Those who say something else than the first. */
function differences(what: string, answers: Readonly<Record<string, string>>): readonly string[] {
  const [[first, expected] = ['', ''], ...others] = Object.entries(answers);
  return others
    .filter(([, answer]) => answer !== expected)
    .map(([name, answer]) => `${name} ${what} unlike ${first}: ${answer} instead of ${expected}`);
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
