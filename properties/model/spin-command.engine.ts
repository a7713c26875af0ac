/** `npm run spin` itself: a part of it, and a command line that is wrong. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

function spin(...args: readonly string[]) {
  const command = ['--import', 'tsx', 'properties/model/spin/command.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run spin', () => {
  test('tells what it asked, with a mark for each answer, and that all are as expected', () => {
    const { status, stdout, stderr } = spin('--only', 'falsehoods');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/ {2}ok {2}a plain answer is taken for an encrypted one/);
    expect(stdout.trimEnd()).toMatch(/All \d+ are as expected\.$/);
  });

  test('says what is wrong with a command line, and exits with 2', () => {
    const { status, stderr } = spin('--only', 'everything');
    expect({ status, said: stderr.includes('counts, falsehoods, deadlines') }).toEqual({ status: 2, said: true });
  });
});
