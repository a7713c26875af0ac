/** `npm run fuzz` itself: what it says, what it writes, and how it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const COMMAND = ['--import', 'tsx', 'properties/fuzz/command.ts'];

function fuzz(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('npm run fuzz', () => {
  test('tells its seed, and what it did to whom', () => {
    const { status, stdout, stderr } = fuzz('--runs', '20', '--seed', '3');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^core, pair, machines; seed 3, shard 1\/1; 20 runs each\n/);
    for (const name of ['core', 'pair', 'machines']) expect(stdout).toContain(`${name}: 20 runs, 0 throws\n`);
    expect(stdout).toMatch(/ {2}\d+ requests to set, \d+ replies: 1\.000 a request\n/);
    expect(stdout).toMatch(/ {2}at most held: calls [1-9]\d* of \d+, /);
    expect(stdout).toMatch(/ {2}\d+ of \d+ steps of the machines were taken\nevery promise was kept\n$/);
  });

  test.each([
    [['--runs', 'many'], 'It takes a number from 1 to'],
    [['--minutes', '0'], 'It takes a number of minutes, such as 10.'],
    [['--seed', '-1'], 'It takes a number from 0 to 2147483647.'],
    [['--shard', '3/2'], 'It takes a part and how many there are, such as 2/4.'],
    [['--target', 'moon'], 'core, pair, machines'],
    [['core'], 'too many arguments'],
  ])('says what is wrong with %j and how it is done, and exits with 2', (args, wrong) => {
    const { status, stdout, stderr } = fuzz(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(wrong);
    expect(stderr).toContain('try: npm run fuzz -- --help');
  });

  test('stopped by Ctrl-C says what was reached and how to go on, and exits with 130', async () => {
    const child = spawn(process.execPath, [...COMMAND, '--target', 'machines', '--seed', '5', '--shard', '2/3']);
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      // It has told its seed, and is at work.
      if (told.endsWith('5 min\n')) setTimeout(() => child.kill('SIGINT'), 1_500);
    });
    const status = await new Promise((resolve) => child.on('exit', resolve));
    expect(status).toBe(130);
    expect(told).toMatch(/machines: [\d,]+ runs, 0 throws\n/);
    const [, next, part, target] =
      /to go on: npm run fuzz -- --seed (\d+) (--shard 2\/3) (--target machines)\n$/.exec(told) ?? [];
    expect({ part, target, isWholeBatches: (Number(next) - 5) % 3 }).toEqual({
      part: '--shard 2/3',
      target: '--target machines',
      isWholeBatches: 0,
    });
  });
});
