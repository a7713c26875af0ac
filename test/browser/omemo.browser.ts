/** OMEMO in a real browser: its own curve, the one in JavaScript, and libsignal's, which all have to be one. */
import { describe, expect, test } from 'vitest';
import { createMemoryStore, createOmemo } from '../../src/omemo/entry.ts';
import { readOmemoBundle, writeOmemoBundle } from '../../src/stanzas/omemo-bundle.ts';
import { readOmemoMessage, writeOmemoMessage } from '../../src/stanzas/omemo.ts';
import { JULIET, ROMEO, bundleOf, decrypt, encrypt } from '../../src/testing/omemo/check.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { valueOf } from '../omemo/value-of.ts';
import { inPage } from './chromium.ts';
import type { OmemoPage } from './omemo-page.ts';
import { useChromium } from './pages.ts';

const chromium = useChromium('omemo');

/** A browser from before 2025, as far as this package can tell. */
const WITHOUT_CURVES = `
  const { importKey } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...rest) {
    return /25519/.test(algorithm.name ?? algorithm)
      ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
      : importKey.call(this, format, key, algorithm, ...rest);
  };`;

describe('the curve', () => {
  test('of the browser is found, and agrees with the one in JavaScript and the one of libsignal', async () => {
    const page = await chromium.open('omemo');
    expect(await inPage<OmemoPage, 'partsOfTheBrowser'>(page, 'partsOfTheBrowser')).toEqual([
      'keyPair',
      'sharedSecret',
      'verify',
    ]);
    expect(await inPage<OmemoPage, 'disagreements'>(page, 'disagreements', 4)).toEqual([]);
  });

  test('makes no secret with a key of low order', async () => {
    const page = await chromium.open('omemo');
    expect(await inPage<OmemoPage, 'acceptedLowOrderKeys'>(page, 'acceptedLowOrderKeys')).toEqual([]);
  });

  test('of the browser is what sessions are made with', async () => {
    const page = await chromium.open('omemo');
    // Each of two hundred prekeys, and every step of the two devices' ratchets.
    expect(await inPage<OmemoPage, 'derivationsInATalk'>(page, 'derivationsInATalk')).toBeGreaterThan(200);
  });

  test('is done in JavaScript where the browser has none', async () => {
    const page = await chromium.open('omemo', WITHOUT_CURVES);
    expect(await inPage<OmemoPage, 'partsOfTheBrowser'>(page, 'partsOfTheBrowser')).toEqual([]);
    expect(await inPage<OmemoPage, 'disagreements'>(page, 'disagreements', 1)).toEqual([]);
    expect(await inPage<OmemoPage, 'derivationsInATalk'>(page, 'derivationsInATalk')).toBe(0);
  });

  test('is what the application chose', async () => {
    const page = await chromium.open('omemo');
    await inPage<OmemoPage, 'useNoble'>(page, 'useNoble');
    expect(await inPage<OmemoPage, 'derivationsInATalk'>(page, 'derivationsInATalk')).toBe(0);
    await expect(inPage<OmemoPage, 'useNoble'>(page, 'useNoble')).rejects.toThrow('before the first OMEMO device');
  });
});

describe('OMEMO in a page', () => {
  test('keeps every promise of the port', async () => {
    const page = await chromium.open('omemo');
    expect(await inPage<OmemoPage, 'brokenPromises'>(page, 'brokenPromises')).toEqual([]);
  });

  test('talks with a device in Node, whoever begins', async () => {
    const elementOf = (text: string) => valueOf(parseXml(text));
    for (const pageBegins of [true, false]) {
      const page = await chromium.open('omemo');
      const romeo = await createOmemo({ ...ROMEO, store: createMemoryStore() });
      const toPage = async (text: string) => {
        const { message } = await encrypt(romeo, JULIET, text);
        return inPage<OmemoPage, 'decrypt'>(page, 'decrypt', serializeXml(writeOmemoMessage(message)));
      };
      const fromPage = async (text: string) => {
        const written = await inPage<OmemoPage, 'encrypt'>(page, 'encrypt', text);
        return (await decrypt(romeo, JULIET, valueOf(readOmemoMessage(elementOf(written))))).plaintext;
      };
      if (pageBegins) {
        await inPage<OmemoPage, 'startSession'>(
          page,
          'startSession',
          serializeXml(writeOmemoBundle(await bundleOf(romeo))),
        );
        expect(await fromPage('O Romeo')).toBe('O Romeo');
      } else {
        const bundle = valueOf(readOmemoBundle(elementOf(await inPage<OmemoPage, 'bundle'>(page, 'bundle'))));
        valueOf(await romeo.startSession(JULIET, bundle));
      }
      for (let round = 0; round < 5; round += 1) {
        expect(await toPage(`to ${round} 🗝`)).toBe(`to ${round} 🗝`);
        expect(await fromPage(`from ${round}`)).toBe(`from ${round}`);
      }
    }
  });
});
