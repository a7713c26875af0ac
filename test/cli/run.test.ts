/** Wrong command lines, help, and what a process makes of colours. */
import { describe, expect, test } from 'vitest';
import { ATTACKS } from '../../src/stage/attacks/all.ts';
import { mayColour } from '../../src/cli/io.ts';
import { describeMissingPackage } from '../../src/cli/missing-package.ts';
import { runCli } from './run-cli.ts';

describe('run', () => {
  test.each([
    ['an unknown option', ['demo', '--foo'], "error: unknown option '--foo'"],
    ['an unknown attack', ['demo', '--attack', 'sit-and-wait'], "argument 'sit-and-wait' is invalid"],
    ['an attack without name', ['demo', '--attack'], 'argument missing'],
    ['an unknown policy', ['demo', '--policy', 'hope'], 'Allowed choices are opportunistic, expect, require'],
    ['an argument nobody asked for', ['demo', 'juliet'], 'too many arguments'],
    ['a recording without file', ['demo', '--replay'], 'argument missing'],
    ['a recording under attack', ['demo', '--replay', 'x.json', '--attack', 'replay'], 'cannot be used with option'],
  ])('refuses %s, says what there is, and exits with 2', async (_name, argv, message) => {
    const { exitCode, out, err } = await runCli(argv);
    expect(exitCode).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    for (const option of ['--attack <name>', '--policy <policy>', '--video', '--json', '--replay <file>']) {
      expect(err).toContain(option);
    }
    for (const { name } of ATTACKS) expect(err).toContain(name);
  });

  test.each([[['sing']], [[]]])('refuses %j and lists the commands', async (argv) => {
    const { exitCode, out, err } = await runCli(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('demo [options]');
  });

  test('prints help that fits a terminal, with every attack and its sentence', async () => {
    const { exitCode, out, err } = await runCli(['demo', '--help']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    const words = out.replaceAll(/\s+/g, ' ');
    for (const { name, summary } of ATTACKS) expect(words).toContain(`${name} ${summary}`);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('mayColour', () => {
  test.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['a terminal with NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['a terminal with an empty NO_COLOR, which counts as unset', { NO_COLOR: '' }, true, true],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
    ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
    ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
    ['NO_COLOR against FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ])('%s', (_name, environment, isTerminal, expected) => {
    expect(mayColour(environment, isTerminal)).toBe(expected);
  });
});

describe('describeMissingPackage', () => {
  const missing = (message: string) => Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' });

  test('names the package to install', () => {
    expect(describeMissingPackage(missing("Cannot find package '@noble/hashes' imported from /x/y.js"))).toBe(
      'omemo-calls: this needs the package @noble/hashes, which is not installed: npm install @noble/hashes',
    );
  });

  test.each([
    [
      'a module of our own that is not there',
      missing("Cannot find module '/x/dist/src/cli/gone.js' imported from /x/y.js"),
    ],
    ['any other error', new Error("Cannot find package 'commander' imported from /x/y.js")],
    ['what is no error', 'ERR_MODULE_NOT_FOUND'],
  ])('leaves %s alone', (_name, error) => {
    expect(describeMissingPackage(error)).toBeUndefined();
  });
});
