/**
 * OMEMO the way a client has it that uses the library as it comes: its own curve, its records in a map, WebCrypto for
 * the payload. What the figures of the benchmark are multiples of.
 *
 * The library's curve is one per copy of its modules. A copy of its own is loaded here, whose curve nobody has changed.
 */
import { createRequire } from 'node:module';

type Library = typeof import('@privacyresearch/libsignal-protocol-typescript');

const LIBRARY = '@privacyresearch/libsignal-protocol-typescript';
const WATCHED = ['uncaughtException', 'unhandledRejection'];

/** A message of a stock device: Signal message, IV, payload. */
export interface StockMessage {
  readonly preKey: boolean;
  readonly body: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly payload: ArrayBuffer;
}

/** What another stock device starts a session from. */
export type StockBundle = Parameters<InstanceType<Library['SessionBuilder']>['processPreKey']>[0];

/** A device on a copy of the library. It knows one peer. */
export interface StockDevice {
  readonly bundle: StockBundle;
  startSession(bundle: StockBundle): Promise<unknown>;
  encrypt(plaintext: string): Promise<StockMessage>;
  decrypt(message: StockMessage): Promise<string>;
  /** Everything it has stored. */
  snapshot(): ReadonlyMap<string, unknown>;
  restore(snapshot: ReadonlyMap<string, unknown>): void;
}

/** A copy of the library that nobody has given another curve. */
export function loadStockLibrary(): Library {
  const require = createRequire(import.meta.url);
  const before = WATCHED.map((event) => new Set(process.listeners(event as 'uncaughtException')));
  const isOfLibrary = (path: string) => path.includes('@privacyresearch');
  const cached = Object.entries(require.cache).filter(([path]) => isOfLibrary(path));
  for (const [path] of cached) delete require.cache[path];
  const library = require(LIBRARY) as Library;
  for (const path of Object.keys(require.cache).filter(isOfLibrary)) delete require.cache[path];
  for (const [path, module] of cached) require.cache[path] = module;
  for (const [index, event] of WATCHED.entries()) {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (before[index]?.has(listener) === false) process.removeListener(event, listener);
    }
  }
  return library;
}

export async function createStockDevice(library: Library, registrationId: number): Promise<StockDevice> {
  const { KeyHelper, SessionBuilder, SessionCipher, SignalProtocolAddress } = library;
  const identity = await KeyHelper.generateIdentityKeyPair();
  const signedPreKey = await KeyHelper.generateSignedPreKey(identity, 1);
  const preKey = await KeyHelper.generatePreKey(1);
  let stored = new Map<string, unknown>([
    ['preKey1', preKey.keyPair],
    ['signedPreKey1', signedPreKey.keyPair],
  ]);
  const load = (key: string) => Promise.resolve(stored.get(key) as never);
  const save = (key: string, value: unknown) => Promise.resolve(void stored.set(key, value));
  const storage = {
    getIdentityKeyPair: () => Promise.resolve(identity),
    getLocalRegistrationId: () => Promise.resolve(registrationId),
    isTrustedIdentity: () => Promise.resolve(true),
    saveIdentity: () => Promise.resolve(true),
    loadPreKey: (id: number | string) => load(`preKey${id}`),
    storePreKey: (id: number | string, pair: unknown) => save(`preKey${id}`, pair),
    removePreKey: (id: number | string) => Promise.resolve(void stored.delete(`preKey${id}`)),
    loadSession: (address: string) => load(`session${address}`),
    storeSession: (address: string, record: string) => save(`session${address}`, record),
    loadSignedPreKey: (id: number | string) => load(`signedPreKey${id}`),
    storeSignedPreKey: (id: number | string, pair: unknown) => save(`signedPreKey${id}`, pair),
    removeSignedPreKey: (id: number | string) => Promise.resolve(void stored.delete(`signedPreKey${id}`)),
  };
  const address = new SignalProtocolAddress('peer', 1);
  const { subtle } = globalThis.crypto;
  return {
    bundle: {
      identityKey: identity.pubKey,
      registrationId,
      signedPreKey: { keyId: 1, publicKey: signedPreKey.keyPair.pubKey, signature: signedPreKey.signature },
      preKey: { keyId: 1, publicKey: preKey.keyPair.pubKey },
    },
    startSession: (bundle) => new SessionBuilder(storage, address).processPreKey(bundle),
    async encrypt(plaintext) {
      const key = globalThis.crypto.getRandomValues(new Uint8Array(16));
      const iv = globalThis.crypto.getRandomValues(new Uint8Array(12));
      const imported = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
      const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, imported, new TextEncoder().encode(plaintext));
      const payload = sealed.slice(0, -16);
      const keyAndTag = Uint8Array.of(...key, ...new Uint8Array(sealed.slice(-16))).buffer;
      const { type, body = '' } = await new SessionCipher(storage, address).encrypt(keyAndTag);
      return { preKey: type === 3, body, iv, payload };
    },
    async decrypt({ preKey: isPreKey, body, iv, payload }) {
      const cipher = new SessionCipher(storage, address);
      const keyAndTag = isPreKey
        ? await cipher.decryptPreKeyWhisperMessage(body, 'binary')
        : await cipher.decryptWhisperMessage(body, 'binary');
      const imported = await subtle.importKey('raw', keyAndTag.slice(0, 16), 'AES-GCM', false, ['decrypt']);
      const sealed = Uint8Array.of(...new Uint8Array(payload), ...new Uint8Array(keyAndTag.slice(16)));
      return new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, imported, sealed));
    },
    snapshot: () => new Map(stored),
    restore(snapshot) {
      stored = new Map(snapshot);
    },
  };
}
