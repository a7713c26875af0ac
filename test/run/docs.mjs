/**
 * Compiles the code that README.md and docs/ show: a reader copies it, so it has to be right.
 *
 * Each block fenced as ```ts is a module of its own, in the order of the page. One whose first line is `// continues`
 * goes on where the block before it ended. What is only to be looked at is fenced as ```text.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Inside the project: there the package finds itself by its own name. */
const FOLDER = '.build/docs';

/**
 * The modules a page shows. Lines keep their numbers, so that an error names the line of the page.
 *
 * @param {string} page
 * @returns {readonly string[]}
 */
export function shownModules(page) {
  /** @type {string[][]} */
  const modules = [];
  let isCode = false;
  const lines = page.split('\n');
  for (const [index, line] of lines.entries()) {
    if (/^\s*```/.test(line)) {
      isCode = !isCode && /^\s*```ts\s*$/.test(line);
      if (isCode && lines[index + 1]?.trim() !== '// continues') modules.push([]);
    } else if (isCode) {
      const last = modules.at(-1) ?? [];
      while (last.length < index) last.push('');
      last.push(line);
    }
  }
  return modules.map((module) => module.join('\n'));
}

/** @returns {readonly string[]} */
function pages() {
  const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((path) => join('docs', path));
  return ['README.md', ...docs].filter((path) => path.endsWith('.md'));
}

/**
 * @param {string} path
 * @returns {string}
 */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const files = pages().flatMap((path) =>
    shownModules(textOf(path)).map((text, index) => {
      const file = `${path.replaceAll(/[/\\]/g, '-')}-${index + 1}.ts`;
      // Without imports it would be a script, and share its names with every other.
      writeFileSync(join(FOLDER, file), `${text}\nexport {};\n`);
      return file;
    }),
  );
  const compilerOptions = { noEmit: true, noUnusedLocals: false, noUnusedParameters: false };
  writeFileSync(
    join(FOLDER, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, files, include: [] }),
  );
  const tsc =
    files.length === 0 ? { status: 0 } : spawnSync('node_modules/.bin/tsc', ['-p', FOLDER], { stdio: 'inherit' });
  console.log(`${files.length} blocks of code in the docs`);
  process.exitCode = tsc.status ?? 1;
}
