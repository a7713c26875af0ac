/** Code in the docs is found as it is shown, at the line where it is shown. */

import { describe, expect, test } from 'vitest';
import { shownModules } from './docs.mjs';

/** A page; fences are written as ''' to be readable here. */
function modulesOf(...lines: readonly string[]): readonly string[] {
  return shownModules(lines.join('\n').replaceAll("'''", '```'));
}

describe('shownModules', () => {
  test('finds each block fenced as ts, at its own line', () => {
    expect(modulesOf('# A', "'''ts", 'const a = 1;', "'''", 'Text.', "'''ts", 'const b = 2;', "'''")).toEqual([
      '\n\nconst a = 1;',
      '\n\n\n\n\n\nconst b = 2;',
    ]);
  });

  test('goes on with the block before where one says so', () => {
    expect(modulesOf("'''ts", 'const a = 1;', "'''", 'Then:', "'''ts", '// continues', 'a;', "'''")).toEqual([
      '\nconst a = 1;\n\n\n\n// continues\na;',
    ]);
  });

  test('leaves other languages and plain text alone', () => {
    expect(modulesOf("'''xml", '<a/>', "'''", "'''text", "'''", "'''", 'plain', "'''", "'''tsx", 'x', "'''")).toEqual(
      [],
    );
  });
});
