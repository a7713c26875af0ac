/**
 * The entry `omemo-calls/bundling`: what keeps the parts of libsignal out of a bundle for browsers that
 * `omemo-calls/omemo` never calls. Runs in the bundler, not in the browser.
 *
 * libsignal loads its own curve, a WebCrypto for browsers without one and protobufjs, whoever uses it. Together that is
 * four fifths of it, and a bundler cannot tell that it is dead.
 */
import { fileURLToPath } from 'node:url';

/** One thing that libsignal loads, and the file that takes its place. */
export interface LibsignalReplacement {
  /** What libsignal writes where it loads it. */
  readonly request: RegExp;
  /** Absolute path of the file to load instead. */
  readonly file: string;
}

/** For bundlers that have no plugin here. Only what libsignal itself loads may be replaced: see `isLibsignal`. */
export const libsignalReplacements: readonly LibsignalReplacement[] = [
  { request: /^@privacyresearch\/curve25519-typescript$/, file: besideThis('stock-crypto') },
  { request: /^@privacyresearch\/libsignal-protocol-protobuf-ts$/, file: besideThis('signal-protobuf') },
  { request: /^\.\.?\/.*\bmsrcrypto$/, file: besideThis('stock-crypto') },
];

/** Whether a file, by its path, is one of libsignal's. */
export function isLibsignal(path: string): boolean {
  return /[\\/]@privacyresearch[\\/]libsignal-protocol-typescript[\\/]/.test(path);
}

/** A plugin as Rollup, Rolldown and Vite have it. */
export interface LeanLibsignalPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(request: string, importer: string | undefined): string | null;
}

/** The plugin for Vite, Rolldown and Rollup. */
export function leanLibsignal(): LeanLibsignalPlugin {
  return { name: NAME, enforce: 'pre', resolveId: (request, importer) => replacementOf(request, importer) ?? null };
}

/** As much of esbuild's as the plugin asks for. */
export interface EsbuildHooks {
  onResolve(
    options: { readonly filter: RegExp },
    resolve: (asked: { readonly path: string; readonly importer: string }) => { path: string } | undefined,
  ): void;
}

/** A plugin as esbuild has it. */
export interface LeanLibsignalEsbuildPlugin {
  readonly name: string;
  setup(build: EsbuildHooks): void;
}

/** The plugin for esbuild. */
export function leanLibsignalForEsbuild(): LeanLibsignalEsbuildPlugin {
  return {
    name: NAME,
    setup(build) {
      build.onResolve({ filter: /curve25519-typescript$|protobuf-ts$|msrcrypto$/ }, ({ path, importer }) => {
        const file = replacementOf(path, importer);
        return file === undefined ? undefined : { path: file };
      });
    },
  };
}

const NAME = 'omemo-calls:lean-libsignal';

function replacementOf(request: string, importer: string | undefined): string | undefined {
  if (importer === undefined || !isLibsignal(importer)) return undefined;
  return libsignalReplacements.find((replacement) => replacement.request.test(request))?.file;
}

/** A file of this folder, compiled if this one is. */
function besideThis(name: string): string {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return fileURLToPath(new URL(`./${name}${extension}`, import.meta.url));
}
