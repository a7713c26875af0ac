/** The package offers what is there, demands only what it must, and holds what was built and nothing else. */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import packageLock from '../../package-lock.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { missingPackages } from '../run/complete-lock.mjs';
import { ENTRY_PACKAGES, PACKAGE_USERS } from './layers.ts';
import { codeFiles, isShipped } from './project.ts';

/** Said here, because the compiler takes the type of a JSON file from what happens to be in it. */
interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

const manifest: Manifest = packageJson;
const sources = codeFiles().filter(isShipped);

/** `./dist/src/index.js` -> `src/index.ts`. */
function sourceOf(built: string): string {
  return built.replace(/^(\.\/)?dist\//, '').replace(/(\.d\.ts|\.js)$/, '.ts');
}

const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [{ name, ...target }],
);

describe('package.json', () => {
  test('offers every entry there is, types and code of each from the same source', () => {
    const offered = entries.map(({ types, default: code }) => {
      expect(sourceOf(types)).toBe(sourceOf(code));
      return sourceOf(code);
    });
    const written = sources
      .map(({ path }) => path)
      .filter((path) => path in ENTRY_PACKAGES || path.endsWith('/entry.ts'));
    expect(offered.toSorted()).toEqual(written.toSorted());
  });

  test('names the command line', () => {
    const paths = sources.map(({ path }) => path);
    expect(Object.values(manifest.bin ?? {}).map(sourceOf)).toEqual(paths.filter((path) => path === 'src/cli/main.ts'));
  });

  test('makes everybody install only what the core needs', () => {
    expect(Object.keys(manifest.dependencies).toSorted()).toEqual(['fast-xml-parser', 'xstate']);
  });

  test('leaves every other package that shipped code may import to those who want it', () => {
    const peers = Object.keys(PACKAGE_USERS).filter((name) => !(name in manifest.dependencies));
    expect(Object.keys(manifest.peerDependencies).toSorted()).toEqual(peers.toSorted());
    expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(peers.map((name) => [name, { optional: true }])));
    expect(Object.keys(manifest.devDependencies)).toEqual(expect.arrayContaining(peers));
  });

  test('pins what it is built and tested with', () => {
    const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  test('has the packages of every platform, else npm ci refuses it: npm run lock', () => {
    expect(Object.keys(missingPackages(packageLock.packages))).toEqual([]);
  });

  test('misses what no folder around the dependent has', () => {
    const optionalDependencies = { 'tool-win32-x64': '1.0.0' };
    const inner = { 'node_modules/a/node_modules/tool': { dev: true, optionalDependencies } };
    const added = { version: '1.0.0', dev: true, optional: true, os: ['win32'], cpu: ['x64'] };
    expect(missingPackages(inner)).toEqual({ 'node_modules/tool-win32-x64': added });
    expect(missingPackages({ ...inner, 'node_modules/a/node_modules/tool-win32-x64': {} })).toEqual({});
    expect(missingPackages({ ...inner, 'node_modules/tool-win32-x64': {} })).toEqual({});
    expect(missingPackages({ '': { optionalDependencies }, 'node_modules/tool-win32-x64': {} })).toEqual({});
    expect(missingPackages({ ...inner, 'node_modules/b/node_modules/tool-win32-x64': {} })).not.toEqual({});
  });
});

describe('npm pack', () => {
  test('packs what was built, as far as an entry, the command line or the inspector needs it, and the texts', () => {
    // --ignore-scripts: what is in dist/ now, not a new build under the feet of other tests.
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const [packed] = JSON.parse(output) as [{ readonly files: readonly { readonly path: string }[] }];
    const texts = new Set(['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md']);
    const built =
      /^dist\/(src|machines|properties\/(arbitraries|machines|monitors))\/[\w./-]+(\.js|\.js\.map|\.d\.ts)$/;
    const page = /^dist\/inspector\/(index\.html|assets\/[\w-]+\.(css|js))$/;
    const charts = 'dist/src/inspect/chart/charts.json';
    const isKnown = (path: string) => texts.has(path) || built.test(path) || page.test(path) || path === charts;
    expect(packed.files.map(({ path }) => path).filter((path) => !isKnown(path))).toEqual([]);
    expect(packed.files.length).toBeGreaterThan(texts.size);
  });
});
