/** `npm run mutate` itself: what it says, how it is stopped and goes on, and how it ends. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const COMMAND = ['--import', 'tsx', 'properties/mutation/command.ts'];
const folder = mkdtempSync(join(tmpdir(), 'mutate-'));

function mutate(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);

describe('npm run mutate', () => {
  test('tells what each layer has seen, and leaves each judgement in a file', { timeout: 60_000 }, () => {
    const file = join(folder, 'early-word');
    const { status, stdout, stderr } = mutate(
      '--subject',
      'early-word',
      '--mutant',
      'word answer, sender ours',
      '--save',
      file,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^2 mutants of machines, 0 files of src\/transform\n/);
    expect(stdout).toContain(`early-word: 2 mutants; killed: 2 by tests; survivors: 0\neach judgement: ${file}\n`);
    expect(linesOf(file)).toHaveLength(2);
  });

  test.each([
    [['--subject', 'moon'], 'caller, callee, changes, proposal'],
    [['--every', '0'], 'It takes a number from 1 to 10000.'],
    [['--mutant', 'no such thing'], '--mutant: no mutant has "no such thing" in its name'],
    [['--subject', 'transform', '--every', '2'], '--mutant and --every are for machines, not for transform'],
    [['--resume', join(folder, 'nothing')], 'cannot be read'],
    [['--resume', 'package.json'], 'package.json is no file of this command'],
  ])('says what is wrong with %j and how it is done, and exits with 2', (args, wrong) => {
    const { status, stdout, stderr } = mutate(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(wrong);
    expect(stderr).toContain('try: npm run mutate -- --help');
  });

  test('stopped by Ctrl-C says how to go on, exits with 130, and goes on', { timeout: 60_000 }, async () => {
    const file = join(folder, 'stopped');
    const asked = ['--subject', 'changes', '--mutant', 'guard isLosingRestart: always'];
    const child = spawn(process.execPath, [...COMMAND, ...asked, '--jobs', '1', '--save', file]);
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (told === '') child.kill('SIGINT');
      told += chunk.toString();
    });
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(130);
    expect(told).toContain(`to go on: npm run mutate -- --resume ${file}\n`);
    expect(linesOf(file)).toHaveLength(1);
    expect(mutate('--resume', file, '--every', '2').stderr).toContain('the file says what is asked for; leave it out');

    const { status, stdout } = mutate('--resume', file, '--save', join(folder, 'whole'));
    expect(status).toBe(0);
    const [first, ...rest] = stdout.split('\n');
    const left = Number(/^(\d+) mutants/.exec(first!)![1]);
    expect(rest.join('\n')).toMatch(new RegExp(`changes: ${left + 1} mutants; .*survivors: 0\n`));
    expect(linesOf(join(folder, 'whole'))).toHaveLength(left + 1);

    writeFileSync(file, readFileSync(file, 'utf8').replace(/"sources":"./, '"sources":"?'));
    expect(mutate('--resume', file).stderr).toContain('was made with other sources than these; begin anew');
  });
});
