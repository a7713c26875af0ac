/**
 * The entry `omemo-calls/omemo`: OMEMO 0.3 for the core. The core does not import it, and needs no more than its types.
 */
export type { ImportSessionError, OmemoAccount, OmemoOptions } from './create.ts';
export { createOmemo } from './create.ts';
export type {
  AesCbc,
  AesGcm,
  CryptoPlatform,
  Curve,
  CurveKeyPair,
  HmacSha256,
  RandomBytes,
  Soon,
} from './curve.ts';
export { nobleCurve } from './curve-noble.ts';
export { findWebCurve } from './curve-web.ts';
export type { DeviceKeyMaterial, ImportKeysError, PreKeyMaterial } from './import-keys.ts';
export { importKeys } from './import-keys.ts';
export type { MemoryStore } from './memory-store.ts';
export { createMemoryStore } from './memory-store.ts';
export { useCryptoPlatform } from './platform.ts';
export type { OmemoStore, StoreChanges, StoreFailed } from './store.ts';
export type { KnownDeviceKey, KnownKey } from './trust.ts';
