/**
 * What must not be in any committed file: where it was made, and where packages were fetched from. Pure.
 */

import type { ProjectFile } from './project.ts';

interface Leak {
  readonly what: string;
  readonly pattern: RegExp;
}

// One letter of each is in brackets, so that this file does not match itself.
const LEAKS: readonly Leak[] = [
  { what: 'a folder of the machine', pattern: /(?<![\w.:/])\/(?:[h]ome|[r]oot|[U]sers|[w]ork|[p]rivate\/var)\/[\w.-]/ },
  { what: 'a folder of the machine', pattern: /\b[A-Z]:\\[U]sers\\/ },
  { what: 'a folder beside the project', pattern: /(?<![\w-])[s]hared\// },
  { what: 'a registry of packages', pattern: /\b[r]egistry\.(?:npmjs|yarnpkg)\.|\b[a]rtifactory\b|\/[a]pi\/npm\// },
  { what: 'a private key', pattern: /-----[B]EGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
];

/** Lines of a file that say what they should not. */
export function leakFaults(file: ProjectFile): readonly string[] {
  const inLines = file.text
    .split('\n')
    .flatMap((line, index) =>
      LEAKS.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${file.path}:${index + 1} names ${what}`),
    );
  // npm writes where it fetched a package from unless .npmrc says otherwise; that would be somebody's mirror.
  const resolved = file.path === 'package-lock.json' && file.text.includes('"resolved": "http');
  return resolved ? [...inLines, `${file.path} says where its packages were fetched from`] : inLines;
}
