/**
 * Which files the project consists of, and what is in them. Reads the folder, not git, so that a file counts before it
 * is committed and in a copy without history.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the project; the path is relative to its root, with `/`. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Not written by us, or written by a run. */
const SKIPPED = new Set(['.git', 'node_modules', 'dist', 'coverage', '.build']);

const BINARY = /\.(png|jpg|ico|woff2?|gz|tgz|wasm|opus|webm)$/;

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pathsUnder(path);
    return entry.isFile() && !BINARY.test(entry.name) ? [path] : [];
  });
}

/** Every text file of the project. */
export function projectFiles(): readonly ProjectFile[] {
  return pathsUnder('').map((path) => ({ path, text: readFileSync(ROOT + path, 'utf8') }));
}

/** The TypeScript and plain JavaScript in it. */
export function codeFiles(): readonly ProjectFile[] {
  return projectFiles().filter(({ path }) => /\.(ts|mts|mjs|js)$/.test(path));
}

/**
 * What the compiler wrote for those who compile against the package, under the path of its source. It leaves out every
 * import that no declaration needs.
 */
export function declarationFiles(): readonly ProjectFile[] {
  const paths = readdirSync(`${ROOT}dist`, { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.d.ts'))
    .map((path) => ({
      path: path.replaceAll('\\', '/').replace(/\.d\.ts$/, '.ts'),
      text: readFileSync(`${ROOT}dist/${path}`, 'utf8'),
    }));
}

/** True for what is shipped: the rules for code that runs at the user's are stricter than those for tests. */
export function isShipped({ path }: ProjectFile): boolean {
  return path.startsWith('src/') || path.startsWith('machines/');
}
