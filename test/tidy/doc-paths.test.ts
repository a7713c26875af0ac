/** The files and folders that the docs name are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map(inDocs),
];

function inDocs(path: string): string {
  return join('docs', path);
}

/** Paths in the project's own folders, as they stand in backquotes. */
function pathsIn(page: string): readonly string[] {
  return [...page.matchAll(/`((?:src|machines|properties|test|docs)\/[\w./-]*)`/g)].map(([, path]) => path ?? '');
}

describe('pages', () => {
  test('are told apart from other text', () => {
    expect(pathsIn('see `src/xml/` and `test/run.mjs`, not `npm test` or `src`')).toEqual(['src/xml/', 'test/run.mjs']);
  });

  test.each(PAGES.filter((path) => path.endsWith('.md')))('%s names only what is there', (path) => {
    expect(pathsIn(readFileSync(path, 'utf8')).filter((named) => !existsSync(named))).toEqual([]);
  });
});
