/**
 * The entry `omemo-calls/omemo-store`: durable stores for `omemo-calls/omemo`, or for an OMEMO of one's own.
 *
 * Loads the package of the platform only when a store is opened: `classic-level` in Node, `idb` in browsers.
 */
export type { Backend, BackendFault, OpenBackend } from './backend.ts';
export type { BrowserStoreOptions } from './browser-store.ts';
export { openBrowserStore } from './browser-store.ts';
export { openDurableStore } from './durable-store.ts';
export type { DurableStore, DurableStoreOptions, ImportTextError, OpenStoreError } from './durable-store.ts';
export type { FileStoreOptions } from './file-store.ts';
export { openFileStore } from './file-store.ts';
export { createKeyWrap } from './key-wrap.ts';
export type { KeyWrap } from './key-wrap.ts';
