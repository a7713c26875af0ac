import { describe, expect, test, vi } from 'vitest';
import { type Curve, systemRandom } from '../../src/omemo/curve.ts';
import { nobleCurve } from '../../src/omemo/curve-noble.ts';
import { createLateCurve, findWebCurve } from '../../src/omemo/curve-web.ts';
import { acceptedLowOrderKeys } from '../support/curve-agreement.ts';

const { subtle } = globalThis.crypto;

/** Node's WebCrypto with something else in a few places, as an older or a broken browser has it. */
function subtleWith(changes: Partial<SubtleCrypto>): SubtleCrypto {
  const bound = {
    importKey: subtle.importKey.bind(subtle),
    deriveBits: subtle.deriveBits.bind(subtle),
    verify: subtle.verify.bind(subtle),
  };
  return { ...bound, ...changes } as SubtleCrypto;
}

function without(...missing: readonly string[]): SubtleCrypto {
  const importKey = (...[format, key, algorithm, extractable, usages]: Parameters<SubtleCrypto['importKey']>) =>
    missing.includes((algorithm as Algorithm).name)
      ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
      : subtle.importKey(format as 'raw', key, algorithm, extractable, usages);
  return subtleWith({ importKey: importKey as SubtleCrypto['importKey'] });
}

/** Which parts of the curve are the platform's own. */
function ownParts(curve: Curve): readonly string[] {
  return (['keyPair', 'sharedSecret', 'sign', 'verify'] as const).filter((part) => curve[part] !== nobleCurve[part]);
}

describe('findWebCurve', () => {
  test('takes X25519 and Ed25519 where both are there; XEdDSA is signed in JavaScript', async () => {
    expect(ownParts(await findWebCurve(subtle))).toEqual(['keyPair', 'sharedSecret', 'verify']);
  });

  test('takes one without the other', async () => {
    expect(ownParts(await findWebCurve(without('X25519')))).toEqual(['verify']);
    expect(ownParts(await findWebCurve(without('Ed25519')))).toEqual(['keyPair', 'sharedSecret']);
  });

  test('is the fallback itself where there is neither, or no WebCrypto at all', async () => {
    expect(ownParts(await findWebCurve(without('X25519', 'Ed25519')))).toEqual([]);
    expect(await findWebCurve(undefined)).toBe(nobleCurve);
  });

  test('falls back where a browser throws instead of rejecting', async () => {
    const importKey = () => {
      throw new TypeError('not a function');
    };
    expect(ownParts(await findWebCurve(subtleWith({ importKey })))).toEqual([]);
  });

  test('takes no curve that gives a wrong secret', async () => {
    const deriveBits = () => Promise.resolve(new ArrayBuffer(32));
    expect(ownParts(await findWebCurve(subtleWith({ deriveBits })))).toEqual(['verify']);
  });

  test('takes no curve that makes a secret with a key of low order [RFC 7748 #6.1]', async () => {
    const deriveBits: SubtleCrypto['deriveBits'] = (...asked) =>
      subtle.deriveBits(...asked).catch(() => new ArrayBuffer(32));
    const curve = await findWebCurve(subtleWith({ deriveBits }));
    expect(ownParts(curve)).toEqual(['verify']);
    expect(await acceptedLowOrderKeys(curve)).toEqual([]);
  });

  test('takes no verification that finds everything good, or nothing', async () => {
    for (const verdict of [true, false]) {
      const verify = () => Promise.resolve(verdict);
      expect(ownParts(await findWebCurve(subtleWith({ verify })))).toEqual(['keyPair', 'sharedSecret']);
    }
  });

  test('imports a private key once, as long as it is the same buffer', async () => {
    const importKey = vi.fn(subtle.importKey.bind(subtle));
    const curve = await findWebCurve(subtleWith({ importKey: importKey as unknown as SubtleCrypto['importKey'] }));
    const privateImports = () => importKey.mock.calls.filter(([format]) => format === ('pkcs8' as string)).length;
    const before = privateImports();
    const { privateKey, publicKey } = await curve.keyPair(systemRandom(32).buffer);
    await curve.sharedSecret(publicKey, privateKey);
    await curve.sharedSecret(publicKey, privateKey);
    expect(privateImports() - before).toBe(1);
    await curve.sharedSecret(publicKey, privateKey.slice(0));
    expect(privateImports() - before).toBe(2);
  });
});

describe('createLateCurve', () => {
  test('looks for the curve when it is first used, and once', async () => {
    const find = vi.fn(() => Promise.resolve(nobleCurve));
    const curve = createLateCurve(find);
    expect(find).not.toHaveBeenCalled();
    const pairs = await Promise.all([curve.keyPair(new ArrayBuffer(32)), curve.keyPair(new ArrayBuffer(32))]);
    expect(pairs[0]).toEqual(pairs[1]);
    expect(find).toHaveBeenCalledTimes(1);
  });
});
