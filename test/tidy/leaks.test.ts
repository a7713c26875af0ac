/** No file says on whose machine it was made, or which mirror its packages came from. */

import { describe, expect, test } from 'vitest';
import { leakFaults } from './leaks.ts';
import { projectFiles } from './project.ts';

describe('leakFaults', () => {
  test('finds none in this project', () => {
    expect(projectFiles().flatMap(leakFaults)).toEqual([]);
  });

  // Each has a ~ in it, which goes before it is tried: this file has to pass the test above.
  test.each([
    ['a home folder', 'see /ho~me/romeo/notes.md'],
    ['a work folder', "'/wo~rk/main/src/jid.ts'"],
    ['a folder of Windows', 'C:\\Us~ers\\romeo'],
    ['a folder beside the project', 'as in ../sha~red/rules.md'],
    ['a registry', 'https://regi~stry.npmjs.org/sdp'],
    ['a private key', '-----BEG~IN PRIVATE KEY-----'],
  ])('reports %s, with the line', (_what, line) => {
    const text = `first\n${line.replace('~', '')}\n`;
    expect(leakFaults({ path: 'a.md', text })).toEqual([expect.stringContaining('a.md:2 names')]);
  });

  test.each([
    'a workaround',
    'https://example.org/home/page',
    './work/main',
    'src/testing/shared-key.ts',
    'sharedSecret(a, b)',
  ])('lets pass %s', (line) => {
    expect(leakFaults({ path: 'a.md', text: line })).toEqual([]);
  });

  test('reports a lock file that says where packages came from', () => {
    const text = '"resol~ved": "https://mirror.example/sdp.tgz"'.replace('~', '');
    expect(leakFaults({ path: 'package-lock.json', text })).toHaveLength(1);
  });
});
