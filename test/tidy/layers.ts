/**
 * The layers of the project, in one place, and what an import may do. Pure: tells the faults of any graph it is given,
 * so that layers.test.ts can show each rule being broken.
 */

import { posix } from 'node:path';
import type { ImportFact } from './syntax.ts';

/** A module and what it imports. */
export interface Module {
  readonly path: string;
  readonly imports: readonly ImportFact[];
}

interface Layer {
  readonly level: number;
  /** Folders end in `/`; the rest are files. What stands in one row may import each other, two rows of a level not. */
  readonly paths: readonly string[];
}

/** Imports only go down. A folder that is not here is in no layer, and nothing may be in it. */
export const LAYERS: readonly Layer[] = [
  { level: 10, paths: ['src/index.ts', 'src/cli/'] },
  // What the project tests itself with, and gives to others; it is used from the top only.
  { level: 10, paths: ['src/testing/', 'properties/arbitraries/', 'properties/machines/', 'properties/monitors/'] },
  { level: 9, paths: ['src/stage/'] },
  { level: 8, paths: ['src/adapters/'] },
  { level: 8, paths: ['src/inspect/'] },
  { level: 7, paths: ['src/call/'] },
  { level: 6, paths: ['machines/'] },
  { level: 5, paths: ['src/transform/'] },
  { level: 5, paths: ['src/media/'] },
  { level: 5, paths: ['src/omemo-store/'] },
  { level: 4, paths: ['src/omemo/'] },
  { level: 3, paths: ['src/stanzas/'] },
  { level: 2, paths: ['src/xml/'] },
  { level: 1, paths: ['src/base/', 'src/jid.ts'] },
];

/**
 * Who may import which package. One that is not here is imported by nobody: libsignal, which is GPL-3.0-only, least of
 * all.
 */
export const PACKAGE_USERS: Readonly<Record<string, readonly string[]>> = {
  xstate: ['machines/', 'src/inspect/'],
  'fast-xml-parser': ['src/xml/'],
  '@noble/curves': ['src/omemo/'],
  '@noble/hashes': ['src/omemo/', 'src/media/'],
  sdp: ['src/media/'],
  werift: ['src/media/werift/'],
  '@roamhq/wrtc': ['src/cli/network/media/wrtc-engine.ts'],
  mediabunny: ['src/media/werift/media-file.ts'],
  'classic-level': ['src/omemo-store/file-store.ts'],
  idb: ['src/omemo-store/browser-store.ts'],
  commander: ['src/cli/'],
  'fast-check': ['src/testing/', 'properties/arbitraries/'],
  picocolors: ['src/cli/'],
  '@xmpp/client': ['src/cli/network/'],
  uqr: ['src/cli/network/'],
  ws: ['src/cli/network/', 'src/cli/inspect/'],
  '@statelyai/inspect': ['src/inspect/'],
  // It is large, and needed only where a machine is drawn that was not drawn before: one file, loaded when it is.
  elkjs: ['src/inspect/chart/lay-out.ts'],
};

/** Everything else also runs in a browser. */
const NODE_USERS = [/^src\/cli\//, /^src\/adapters\//, /-node\.ts$/, /^src\/media\/werift\//];

/** What importing an entry demands to be installed: its own dependencies, and the optional peers it is for. */
export const ENTRY_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['xstate', 'fast-xml-parser'],
  'src/omemo/entry.ts': ['fast-xml-parser', '@noble/curves', '@noble/hashes'],
  'src/omemo-store/entry.ts': [],
  'src/media/entry.ts': ['fast-xml-parser', 'sdp', '@noble/hashes'],
  'src/media/werift/entry.ts': ['fast-xml-parser', 'sdp', '@noble/hashes'],
  'src/adapters/xmpp-js/entry.ts': ['xstate', 'fast-xml-parser'],
  'src/adapters/strophe/entry.ts': ['xstate', 'fast-xml-parser'],
  'src/adapters/stanza-js/entry.ts': ['xstate', 'fast-xml-parser'],
  'src/testing/entry.ts': ['xstate', 'fast-xml-parser', 'fast-check', 'sdp', '@noble/hashes'],
  'src/inspect/entry.ts': ['xstate', 'fast-xml-parser', '@statelyai/inspect'],
};

/** Every import that breaks a rule, as a sentence with both ends. A type that is imported counts as much as a value. */
export function layerFaults(modules: readonly Module[]): readonly string[] {
  return modules.flatMap((module) => {
    if (layerOf(module.path) === undefined) return [`${module.path} is in no layer`];
    return module.imports.flatMap(({ specifier }) => importFault(module.path, specifier) ?? []);
  });
}

/**
 * Every package that an entry needs and should not, with the way there. Given the sources, that is what has to be
 * installed to run; given the declaration files, what has to be installed to compile against it.
 */
export function reachFaults(modules: readonly Module[]): readonly string[] {
  const entries = Object.keys(ENTRY_PACKAGES).filter((path) => modules.some((module) => module.path === path));
  return entries.flatMap((entry) => entryFaults(entry, modules));
}

function layerOf(path: string): Layer | undefined {
  return LAYERS.find(({ paths }) => paths.some((prefix) => isUnder(path, prefix)));
}

function isUnder(path: string, prefix: string): boolean {
  return prefix.endsWith('/') ? path.startsWith(prefix) : path === prefix;
}

function resolveFrom(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}

function importFault(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    return NODE_USERS.some((user) => user.test(path))
      ? undefined
      : `${path} imports ${specifier}, which no browser has`;
  }
  if (!specifier.startsWith('.')) {
    const users = PACKAGE_USERS[packageOf(specifier)] ?? [];
    return users.some((user) => isUnder(path, user)) ? undefined : `${path} may not import the package ${specifier}`;
  }
  const target = resolveFrom(path, specifier);
  const from = layerOf(path);
  const to = layerOf(target);
  if (to === undefined) return `${path} imports ${target}, which is in no layer`;
  return from === to || (from !== undefined && to.level < from.level) ? undefined : `${path} imports up: ${target}`;
}

/** `@noble/curves/ed25519.js` -> `@noble/curves`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Follows what an entry loads at once. What it loads lazily is for those who call that function. */
function entryFaults(entry: string, modules: readonly Module[]): readonly string[] {
  const allowed = ENTRY_PACKAGES[entry] ?? [];
  const faults: string[] = [];
  const waysTo = new Map<string, readonly string[]>([[entry, [entry]]]);
  for (const [path, way] of waysTo) {
    const statics = modules.find((module) => module.path === path)?.imports.filter(({ kind }) => kind === 'static');
    for (const { specifier } of statics ?? []) {
      if (specifier.startsWith('.')) {
        const target = resolveFrom(path, specifier);
        if (!waysTo.has(target)) waysTo.set(target, [...way, target]);
      } else if (!specifier.startsWith('node:') && !allowed.includes(packageOf(specifier))) {
        faults.push(`${entry} needs ${packageOf(specifier)} installed: ${way.join(' -> ')}`);
      }
    }
  }
  return faults;
}
