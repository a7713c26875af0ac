/** What the tests do with OMEMO in a page. Bundled, and called from outside through `globalThis.functions`. */
import type { Curve } from '../../src/omemo/curve.ts';
import { createMemoryStore, createOmemo, findWebCurve, nobleCurve, useCryptoPlatform } from '../../src/omemo/entry.ts';
import type { OmemoAccount } from '../../src/omemo/entry.ts';
import { platformInUse } from '../../src/omemo/platform.ts';
import { readOmemoBundle, writeOmemoBundle } from '../../src/stanzas/omemo-bundle.ts';
import { readOmemoMessage, writeOmemoMessage } from '../../src/stanzas/omemo.ts';
import { JULIET, ROMEO, bundleOf, decrypt, encrypt, talk, valueOf } from '../../src/testing/omemo/check.ts';
import { omemoConformance } from '../../src/testing/omemo/conformance.ts';
import { describeXmlFault } from '../../src/xml/fault.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { acceptedLowOrderKeys, disagreements } from '../support/curve-agreement.ts';
import { createStockCurve } from '../support/stock-curve.ts';

function elementOf(text: string) {
  const parsed = parseXml(text);
  if (!parsed.ok) throw new Error(describeXmlFault(parsed.error));
  return parsed.value;
}

const PARTS = ['keyPair', 'sharedSecret', 'sign', 'verify'] as const;

let juliet: OmemoAccount | undefined;

async function createJuliet(): Promise<OmemoAccount> {
  juliet ??= await createOmemo({ ...JULIET, store: createMemoryStore() });
  return juliet;
}

const functions = {
  /** Which parts of the curve are the browser's own. */
  async partsOfTheBrowser(): Promise<readonly string[]> {
    const curve = await findWebCurve(crypto.subtle);
    return PARTS.filter((part) => curve[part] !== nobleCurve[part]);
  },

  async disagreements(rounds: number): Promise<readonly string[]> {
    const curves: Record<string, Curve> = {
      stock: await createStockCurve(),
      WebCrypto: await findWebCurve(crypto.subtle),
      '@noble/curves': nobleCurve,
      'in use': platformInUse().curve,
    };
    return disagreements(curves, rounds);
  },

  acceptedLowOrderKeys: async (): Promise<readonly string[]> => acceptedLowOrderKeys(platformInUse().curve),

  useNoble(): Promise<void> {
    useCryptoPlatform({ curve: nobleCurve });
    return Promise.resolve();
  },

  /** How often the browser's X25519 is asked for while two devices meet and talk. */
  async derivationsInATalk(): Promise<number> {
    const derive = crypto.subtle.deriveBits.bind(crypto.subtle);
    let derivations = 0;
    crypto.subtle.deriveBits = (...asked) => {
      derivations += 1;
      return derive(...asked);
    };
    const [romeo, other] = [await createOmemo({ ...ROMEO, store: createMemoryStore() }), await createJuliet()];
    valueOf(await romeo.startSession(JULIET, await bundleOf(other)), 'a session');
    await talk(romeo, other, '02:1A:CC');
    await talk(other, romeo, '🗝 '.repeat(1000));
    return derivations;
  },

  /** What an implementation of the port has to promise, and does not keep in this browser. */
  async brokenPromises(): Promise<readonly string[]> {
    const broken: string[] = [];
    const checks = omemoConformance({
      async createDevice(device) {
        const store = createMemoryStore();
        const open = () => createOmemo({ ...device, store });
        return { omemo: await open(), restart: open };
      },
    });
    for (const { name, run } of checks) {
      await run().catch((error: unknown) => broken.push(`${name}: ${String(error)}`));
    }
    return [...broken, ...(checks.length > 10 ? [] : ['too few promises were looked at'])];
  },

  /** Juliet's bundle, as XML. */
  async bundle(): Promise<string> {
    return serializeXml(writeOmemoBundle(await bundleOf(await createJuliet())));
  },

  async startSession(bundle: string): Promise<void> {
    valueOf(
      await (await createJuliet()).startSession(ROMEO, valueOf(readOmemoBundle(elementOf(bundle)), 'a bundle')),
      'a session',
    );
  },

  /** What Juliet writes to Romeo, as XML. */
  async encrypt(text: string): Promise<string> {
    const { message } = await encrypt(await createJuliet(), ROMEO, text);
    return serializeXml(writeOmemoMessage(message));
  },

  /** What Romeo wrote to Juliet. */
  async decrypt(message: string): Promise<string> {
    const read = valueOf(readOmemoMessage(elementOf(message)), 'a message');
    return (await decrypt(await createJuliet(), ROMEO, read)).plaintext;
  },
};

export type OmemoPage = typeof functions;

Object.assign(globalThis, { functions });
