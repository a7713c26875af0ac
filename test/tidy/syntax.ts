/**
 * What the tidy tests need to know of a source file, read from its syntax tree. The parser is the one that
 * Vite has: the TypeScript in use has none to call, and a regular expression takes a string for an import.
 */

import { parseSync } from 'vite';
import type { ProjectFile } from './project.ts';

export interface ImportFact {
  readonly specifier: string;
  /** `lazy`: `import()`, loaded only when that line runs. `type`: gone once compiled. */
  readonly kind: 'lazy' | 'static' | 'type';
}

/** A function, as long as it is written. */
export interface FunctionFact {
  readonly name: string;
  readonly firstLine: number;
  readonly lineCount: number;
}

/** A name this file gives: to a variable, a parameter, a function, a type or a field of a type. */
export interface NameFact {
  readonly name: string;
  readonly line: number;
}

/** Something the house does not write, and where. */
export interface OddityFact {
  readonly kind: 'any' | 'defaultExport' | 'enum' | 'exportAll' | 'reExport';
  readonly line: number;
}

export interface SyntaxFacts {
  readonly imports: readonly ImportFact[];
  readonly functions: readonly FunctionFact[];
  readonly oddities: readonly OddityFact[];
  readonly names: readonly NameFact[];
}

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

const ODDITIES: Readonly<Record<string, OddityFact['kind']>> = {
  TSAnyKeyword: 'any',
  ExportDefaultDeclaration: 'defaultExport',
  TSExportAssignment: 'defaultExport',
  TSEnumDeclaration: 'enum',
  ExportAllDeclaration: 'exportAll',
};

/** Reads the facts of one file. Throws where it does not parse: `tsc` says that better, but it is not tidy either. */
export function readSyntax(file: ProjectFile): SyntaxFacts {
  const { program, errors } = parseSync(file.path, file.text);
  if (errors[0] !== undefined) throw new Error(`${file.path} does not parse: ${errors[0].message}`);
  const imports: ImportFact[] = [];
  const functions: FunctionFact[] = [];
  const oddities: OddityFact[] = [];
  const names: NameFact[] = [];
  const importedNames = new Set<string>();
  const lineOf = lineFinder(file.text);

  const parents: Node[] = [];
  const visit = (node: Node): void => {
    const imported = importOf(node);
    if (imported !== undefined) imports.push(imported);
    if (node.type === 'ImportDeclaration') for (const name of localNames(node)) importedNames.add(name);
    const oddity = ODDITIES[node.type] ?? (isReExport(node, importedNames) ? 'reExport' : undefined);
    if (oddity !== undefined) oddities.push({ kind: oddity, line: lineOf(node.start) });
    if (FUNCTIONS.has(node.type) && !isTestBody(parents.at(-1))) {
      const firstLine = lineOf(node.start);
      functions.push({ name: nameOf(node, parents), firstLine, lineCount: lineOf(node.end) - firstLine + 1 });
    }
    for (const given of givenNames(node)) names.push({ name: String(given['name']), line: lineOf(given.start) });
    parents.push(node);
    for (const child of childrenOf(node)) visit(child);
    parents.pop();
  };
  visit(program as unknown as Node);
  return { imports, functions, oddities, names };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

export function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function importOf(node: Node): ImportFact | undefined {
  const named = [
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
    'TSImportType',
  ];
  if (!named.includes(node.type) || !isNode(node['source'])) return undefined;
  const specifier = node['source']['value'];
  // A computed `import(x)` could reach anything, so it is nothing a table of layers could allow.
  return { specifier: typeof specifier === 'string' ? specifier : '<computed>', kind: importKind(node) };
}

function importKind(node: Node): ImportFact['kind'] {
  if (node.type === 'ImportExpression') return 'lazy';
  const isType = node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
  return isType ? 'type' : 'static';
}

function localNames(declaration: Node): readonly string[] {
  return childrenOf(declaration).flatMap((child) => (isNode(child['local']) ? [String(child['local']['name'])] : []));
}

/** `export { a } from './a.ts'`, and the same in two steps. */
function isReExport(node: Node, importedNames: ReadonlySet<string>): boolean {
  if (node.type !== 'ExportNamedDeclaration') return false;
  return isNode(node['source']) || localNames(node).some((name) => importedNames.has(name));
}

/** The body of a `describe` or `test` is a list of examples, not a function to be understood as a whole. */
function isTestBody(parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false;
  let callee = parent['callee'];
  while (isNode(callee) && (callee.type === 'MemberExpression' || callee.type === 'CallExpression')) {
    callee = callee.type === 'MemberExpression' ? callee['object'] : callee['callee'];
  }
  return isNode(callee) && callee['name'] === 'describe';
}

function nameOf(node: Node, parents: readonly Node[]): string {
  const holder = [node, ...parents.toReversed()].find((one) => isNode(one['id']) || isNode(one['key']));
  const name = holder?.['id'] ?? holder?.['key'];
  return isNode(name) ? String(name['name'] ?? name['value']) : 'anonymous';
}

/** The identifiers a node introduces. What is taken apart keeps only its new name: `{ sid: sessionId }` gives one. */
function givenNames(node: Node): readonly Node[] {
  const named = ['FunctionDeclaration', 'ClassDeclaration', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration'];
  if (node.type === 'VariableDeclarator' || named.includes(node.type))
    return [...boundIn(node['id']), ...parametersOf(node)];
  if (node.type === 'TSPropertySignature' || node.type === 'PropertyDefinition') return boundIn(node['key']);
  return parametersOf(node);
}

function parametersOf(node: Node): readonly Node[] {
  return Array.isArray(node['params']) ? node['params'].flatMap(boundIn) : [];
}

/** The identifiers in a pattern, however deep. */
function boundIn(pattern: unknown): readonly Node[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [pattern];
  if (pattern.type === 'AssignmentPattern') return boundIn(pattern['left']);
  if (pattern.type === 'Property') return boundIn(pattern['value']);
  return pattern.type.endsWith('Pattern') || pattern.type === 'RestElement' ? childrenOf(pattern).flatMap(boundIn) : [];
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((starts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return first + 1;
  };
}
