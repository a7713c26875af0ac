/** Imports point down, packages stay where they belong, and no entry needs more installed than it says. */

import { describe, expect, test } from 'vitest';
import { LAYERS, layerFaults, type Module, reachFaults } from './layers.ts';
import { codeFiles, declarationFiles, isShipped } from './project.ts';
import { readSyntax } from './syntax.ts';

const sources: readonly Module[] = codeFiles()
  .filter(isShipped)
  .map((file) => ({ path: file.path, imports: readSyntax(file).imports }));

/** A module of an imagined project; a specifier that starts with `lazy ` is imported when called, `type ` as types. */
function moduleWith(path: string, ...specifiers: readonly string[]): Module {
  const imports = specifiers.map((given) => {
    const [, kind = 'static', specifier = given] = /^(lazy|type) (.*)$/.exec(given) ?? [];
    return { specifier, kind: kind as 'lazy' | 'static' | 'type' };
  });
  return { path, imports };
}

describe('layerFaults', () => {
  test('finds none in this project', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(layerFaults(sources)).toEqual([]);
  });

  test('lets a module import from its own row and from every row below', () => {
    const modules = LAYERS.map(({ level, paths }) => {
      const [prefix = ''] = paths;
      const below = LAYERS.filter((layer) => layer.level < level).flatMap((layer) => layer.paths);
      const targets = [...paths, ...below].map((path) => (path.endsWith('/') ? `${path}b.ts` : path));
      const path = prefix.endsWith('/') ? `${prefix}a.ts` : prefix;
      return moduleWith(path, ...targets.map((target) => '../'.repeat(depth(path)) + target));
    });
    expect(layerFaults(modules)).toEqual([]);
  });

  test.each([
    ['an import that points up', 'src/xml/read.ts', '../stanzas/jingle.ts', 'imports up: src/stanzas/jingle.ts'],
    ['a machine that reaches for the call', 'machines/step.ts', '../src/call/call.ts', 'imports up: src/call/call.ts'],
    ['an import between two rows of a level', 'src/media/sdp.ts', '../transform/binding.ts', 'imports up'],
    ['shipped code that imports a test', 'src/call/call.ts', '../../test/setup/seed.ts', 'which is in no layer'],
    ['a folder without a layer', 'src/utils/all.ts', '../jid.ts', 'src/utils/all.ts is in no layer'],
    [
      'libsignal, which is GPL-3.0-only',
      'src/omemo/store.ts',
      '@privacyresearch/libsignal-protocol-typescript',
      'may not',
    ],
    ['libsignal by a deep path', 'src/omemo/a.ts', '@privacyresearch/libsignal-protocol-typescript/lib/x', 'may not'],
    ['a package nobody may use', 'src/base/a.ts', 'left-pad', 'may not import the package left-pad'],
    ['XState outside the machines', 'src/call/call.ts', 'xstate', 'may not import the package xstate'],
    ['a Node module in what browsers load', 'src/omemo/payload.ts', 'node:crypto', 'which no browser has'],
    ['a Node module in a machine', 'machines/step.ts', 'node:fs', 'which no browser has'],
    ['an import that is computed', 'src/call/call.ts', 'lazy <computed>', 'may not import the package <computed>'],
    ['a type from above', 'src/xml/read.ts', 'type ../call/call.ts', 'imports up: src/call/call.ts'],
    ['a lazy import that points up', 'src/xml/read.ts', 'lazy ../call/call.ts', 'imports up: src/call/call.ts'],
  ])('reports %s', (_rule, path, specifier, message) => {
    const faults = layerFaults([moduleWith(path, specifier)]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(path);
    expect(faults[0]).toContain(message);
  });

  test('lets the named files use what only they may use', () => {
    const modules = [
      moduleWith('src/omemo/curve-node.ts', 'node:crypto', '@noble/curves/ed25519.js'),
      moduleWith('src/media/werift/werift-media.ts', 'node:dgram', 'werift'),
      moduleWith('src/cli/main.ts', 'node:process', 'commander', '../index.ts'),
      moduleWith('src/adapters/memory-wire.ts', 'node:events'),
    ];
    expect(layerFaults(modules)).toEqual([]);
  });
});

describe('reachFaults', () => {
  test('finds no entry of this project that needs more installed to run than it says', () => {
    expect(reachFaults(sources)).toEqual([]);
  });

  test('finds no entry of this project that needs more installed to compile against than it says', () => {
    const declarations = declarationFiles().map((file) => ({
      path: file.path,
      imports: readSyntax(file).imports.map(({ specifier }) => ({ specifier, kind: 'static' as const })),
    }));
    expect(declarations.map(({ path }) => path)).toEqual(expect.arrayContaining(sources.map(({ path }) => path)));
    expect(reachFaults(declarations)).toEqual([]);
  });

  test('reports the core reaching the curves of OMEMO, however far away, and shows the way', () => {
    const modules = [
      moduleWith('src/index.ts', './call/manager.ts'),
      moduleWith('src/call/manager.ts', '../omemo/port.ts'),
      moduleWith('src/omemo/port.ts', './xeddsa.ts'),
      moduleWith('src/omemo/xeddsa.ts', '@noble/curves/ed25519.js'),
    ];
    expect(reachFaults(modules)).toEqual([
      'src/index.ts needs @noble/curves installed: ' +
        'src/index.ts -> src/call/manager.ts -> src/omemo/port.ts -> src/omemo/xeddsa.ts',
    ]);
  });

  test('reports an entry that needs a peer it is not for, unless that is loaded lazily or only a type', () => {
    const werift = moduleWith('src/media/werift/werift-media.ts', 'werift');
    expect(reachFaults([moduleWith('src/media/entry.ts', './werift/werift-media.ts'), werift])).toHaveLength(1);
    expect(reachFaults([moduleWith('src/media/entry.ts', 'lazy ./werift/werift-media.ts'), werift])).toEqual([]);
    expect(reachFaults([moduleWith('src/media/entry.ts', 'type ./werift/werift-media.ts'), werift])).toEqual([]);
  });

  test('shows the shortest way to a package that an entry must not need', () => {
    const modules = [
      moduleWith('src/index.ts', './call/a.ts', './omemo/b.ts'),
      moduleWith('src/call/a.ts', '../omemo/b.ts'),
      moduleWith('src/omemo/b.ts', '@noble/curves'),
    ];
    expect(reachFaults(modules)).toEqual([
      'src/index.ts needs @noble/curves installed: src/index.ts -> src/omemo/b.ts',
    ]);
  });

  test('follows a circle of imports once', () => {
    const modules = [
      moduleWith('src/index.ts', './call/a.ts'),
      moduleWith('src/call/a.ts', './b.ts'),
      moduleWith('src/call/b.ts', './a.ts'),
    ];
    expect(reachFaults(modules)).toEqual([]);
  });
});

describe('readSyntax', () => {
  const importsOf = (text: string): readonly unknown[] => readSyntax({ path: 'src/a.ts', text }).imports;

  test.each([
    ["import { a } from './b.ts';"],
    ["import './b.ts';"],
    ["import * as b from './b.ts';"],
    ["export { a } from './b.ts';"],
    ["export * from './b.ts';"],
    // The module is loaded for this one, although nothing of it is used.
    ["import { type A } from './b.ts';"],
  ])('finds what %s imports', (text) => {
    expect(importsOf(text)).toEqual([{ specifier: './b.ts', kind: 'static' }]);
  });

  test.each([
    ["import type { A } from './b.ts';"],
    ["import type * as b from './b.ts';"],
    ["export type { A } from './b.ts';"],
    ["export type A = import('./b.ts').A;"],
    ["export type B = typeof import('./b.ts');"],
  ])('finds that %s imports types', (text) => {
    expect(importsOf(text)).toEqual([{ specifier: './b.ts', kind: 'type' }]);
  });

  test('tells what is loaded when called, and what cannot be known', () => {
    expect(importsOf("const b = await import('./b.ts');")).toEqual([{ specifier: './b.ts', kind: 'lazy' }]);
    expect(importsOf('const b = await import(name);')).toEqual([{ specifier: '<computed>', kind: 'lazy' }]);
  });

  test('takes no text or comment for an import', () => {
    expect(importsOf(`// import './b.ts'\nconst text = "import './b.ts'";`)).toEqual([]);
  });
});

/** How many folders a file is deep: what `../` has to undo. */
function depth(path: string): number {
  return path.split('/').length - 1;
}
