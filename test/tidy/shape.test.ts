/** Files, functions and lines stay short; no `any`, enum, default export or barrel; each file says what it is. */

import { describe, expect, test } from 'vitest';
import { codeFiles, isShipped, type ProjectFile } from './project.ts';
import { ALLOWED, headerFaults, nameFaults, oddityFaults, sizeFaults } from './shape.ts';
import { readSyntax } from './syntax.ts';

function lines(count: number): string {
  return '// one\n'.repeat(count);
}

function sizesOf(file: ProjectFile): readonly string[] {
  return sizeFaults(file, readSyntax(file));
}

function odditiesOf(path: string, text: string): readonly string[] {
  const file = { path, text };
  return oddityFaults(file, readSyntax(file));
}

describe('this project', () => {
  const files = codeFiles();
  const parsed = files.map((file) => ({ file, facts: readSyntax(file) }));

  test('has short files, short functions and narrow lines', () => {
    expect(
      parsed
        .flatMap(({ file, facts }) => sizeFaults(file, facts))
        .filter((fault) => !Object.keys(ALLOWED).some((key) => fault.startsWith(key))),
    ).toEqual([]);
  });

  test('has no any, enum, default export or barrel', () => {
    expect(parsed.flatMap(({ file, facts }) => oddityFaults(file, facts))).toEqual([]);
  });

  test('names nothing by a word of two senses', () => {
    expect(parsed.flatMap(({ file, facts }) => nameFaults(file, facts))).toEqual([]);
  });

  test('says in each shipped file what it is', () => {
    expect(files.filter(isShipped).flatMap(headerFaults)).toEqual([]);
  });

  test('excuses nothing without a reason', () => {
    expect(Object.entries(ALLOWED).filter(([, reason]) => reason.length < 20)).toEqual([]);
  });
});

describe('sizeFaults', () => {
  test('reports a file of 300 lines and none of 299', () => {
    expect(sizesOf({ path: 'src/a.ts', text: lines(299) })).toEqual([]);
    expect(sizesOf({ path: 'src/a.ts', text: lines(300) })).toEqual(['src/a.ts has 300 lines']);
  });

  test('reports a function of 70 lines, by its name, and none of 69', () => {
    const declared = (count: number): string => `\nexport function long(): void {\n${lines(count - 2)}}\n`;
    expect(sizesOf({ path: 'src/a.ts', text: declared(69) })).toEqual([]);
    expect(sizesOf({ path: 'src/a.ts', text: declared(70) })).toEqual(['src/a.ts:2 long has 70 lines']);
  });

  test('names an arrow function after what holds it', () => {
    const text = `const shared = {\n  read: () => {\n${lines(70)}} };\n`;
    expect(sizesOf({ path: 'src/a.ts', text })).toEqual(['src/a.ts:2 read has 72 lines']);
  });

  test('takes a describe for a list, and a test in it for a function', () => {
    const body = `() => {\n${lines(80)}}`;
    expect(sizesOf({ path: 'test/a.test.ts', text: `describe('a', ${body});` })).toEqual([]);
    expect(sizesOf({ path: 'test/a.test.ts', text: `describe.each([1])('a', ${body});` })).toEqual([]);
    expect(sizesOf({ path: 'test/a.test.ts', text: `test('a', ${body});` })).toHaveLength(1);
  });

  test('reports a line of 121 characters, in a comment too', () => {
    expect(sizesOf({ path: 'src/a.ts', text: `// ${'x'.repeat(117)}\n` })).toEqual([]);
    expect(sizesOf({ path: 'src/a.ts', text: `// ${'x'.repeat(118)}\n` })).toEqual([
      'src/a.ts:1 is 121 characters wide',
    ]);
  });
});

describe('oddityFaults', () => {
  test.each([
    ['any', 'export const a: any = 1;'],
    ['any within a type', 'export type A = Readonly<Record<string, any[]>>;'],
    ['a default export', 'export default function a(): void {}'],
    ['an enum', 'export enum A { B }'],
    ['a const enum', 'const enum A { B }'],
    ['a whole module passed on', "export * from './a.ts';"],
    ['names passed on', "export { a } from './a.ts';"],
    ['types passed on', "export type { A } from './a.ts';"],
    ['names passed on in two steps', "import { a } from './a.ts';\nexport { a as b };"],
  ])('reports %s', (_what, text) => {
    expect(odditiesOf('src/xml/read.ts', text)).toHaveLength(1);
  });

  test.each([
    ['the word in text and comments', "// any enum\nexport const a = 'any';"],
    ['a name of its own, exported below', 'const a = 1;\nexport { a };'],
    ['a use of what it imports', "import { a } from './a.ts';\nexport const b = a;"],
  ])('lets pass %s', (_what, text) => {
    expect(odditiesOf('src/xml/read.ts', text)).toEqual([]);
  });

  test('lets entries pass on names, but never a whole module', () => {
    expect(odditiesOf('src/index.ts', "export { a } from './a.ts';")).toEqual([]);
    expect(odditiesOf('src/omemo/entry.ts', "export { a } from './a.ts';")).toEqual([]);
    expect(odditiesOf('src/index.ts', "export * from './a.ts';")).toHaveLength(1);
  });

  test('lets a config file export its default', () => {
    expect(odditiesOf('vitest.config.ts', 'export default {};')).toEqual([]);
  });
});

describe('headerFaults', () => {
  test('reports a shipped file without an opening comment', () => {
    expect(headerFaults({ path: 'src/a.ts', text: "import { a } from './b.ts';\n" })).toHaveLength(1);
    expect(headerFaults({ path: 'machines/a.ts', text: '// A line is not enough.\n' })).toHaveLength(1);
  });

  test('takes the comment after the line that names the interpreter', () => {
    expect(headerFaults({ path: 'src/cli/main.ts', text: '#!/usr/bin/env node\n/** The command line. */\n' })).toEqual(
      [],
    );
  });
});

describe('nameFaults', () => {
  const faultsOf = (text: string, path = 'src/call/a.ts'): readonly string[] =>
    nameFaults({ path, text }, readSyntax({ path, text }));

  test.each([
    ['a variable', 'const sid = 1;'],
    ['a parameter', 'export function a(session: string): void {}'],
    ['a parameter of an arrow', 'const a = (jid: string) => 1;'],
    ['a parameter of a type', 'type A = (rid: number) => void;'],
    ['a field', 'interface A { readonly verified: boolean }'],
    ['a field of a class', 'class A { session = 1; }'],
    ['a part taken out', 'const { sid } = { sid: 1 };'],
    ['a part taken out with a default', 'const { a: { sid = 2 } } = { a: { } };'],
    ['the rest', 'const [, ...session] = [1, 2];'],
    ['a type', 'interface session { }'],
  ])('reports %s', (_what, text) => {
    expect(faultsOf(text)).toHaveLength(1);
  });

  test.each([
    ['a longer word', 'const jingleSession = 1; const sessionId = 2;'],
    ['a part that gets another name', 'const { sid: sessionId } = { sid: 1 };'],
    ['a word of the wire in text', "const name = 'sid';"],
  ])('lets pass %s', (_what, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  test('leaves a word to the file where it has one sense, and everything to tests', () => {
    expect(faultsOf('export function parse(jid: string): void {}', 'src/jid.ts')).toEqual([]);
    expect(faultsOf('const sid = 1;', 'test/omemo/a.test.ts')).toEqual([]);
  });
});
