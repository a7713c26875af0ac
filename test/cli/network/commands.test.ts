/** What the commands on a network refuse before they go out, and where they look for account and password. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataFolder, readAccountFile, writeAccountFile } from '../../../src/cli/network/account-file.ts';
import { believeAuthority } from '../../../src/cli/network/authority.ts';
import { findPassword } from '../../../src/cli/network/password.ts';
import type { BareJid } from '../../../src/jid.ts';
import { runCli } from '../run-cli.ts';

const ROMEO = 'romeo@montague.example' as BareJid;
const STORED = { account: ROMEO, password: 'wherefore', server: undefined, ca: undefined };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omemo-calls-account-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the command line', () => {
  test.each([
    [['login'], "missing required argument 'jid'"],
    [['login', 'montague.example'], 'An address looks like juliet@capulet.example.'],
    [['login', ROMEO, '--password', 'x'], "unknown option '--password'"],
    [['login', ROMEO, '--server', 'montague.example:5222'], 'A server is xmpp://HOST:PORT'],
    [['login', ROMEO, '--server', 'http://montague.example'], 'A server is xmpp://HOST:PORT'],
    [['call', '@'], 'An address looks like'],
    [['call', 'juliet@capulet.example', '--policy', 'hope'], 'Allowed choices are opportunistic, expect, require'],
    [['call', 'juliet@capulet.example', '--for', 'ever'], 'Seconds are 0 to 86400.'],
    [['call', 'juliet@capulet.example', '--addresses', 'none'], 'Allowed choices are all, relayed, loopback'],
    [['call', 'juliet@capulet.example', '--media', 'gstreamer'], 'Allowed choices are werift, wrtc'],
    [['answer', 'juliet@capulet.example'], 'too many arguments'],
    [['answer', '--echo', '--video', 'clip.webm'], "option '--video <file>' cannot be used with option '--echo'"],
    [['devices', 'juliet@capulet.example/balcony'], 'An address looks like'],
    [['trust', 'juliet@capulet.example', '0', 'verified'], 'A device is a number from 1 to 2147483647.'],
    [['trust', 'juliet@capulet.example', '7', 'sure'], 'Allowed choices are verified, blind, undecided, distrusted'],
    [['trust', 'juliet@capulet.example', '7', 'verified', '--key', '05'], 'A key is 64 hexadecimal digits.'],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, out, err } = await runCli(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
    expect(err).toContain('Usage: omemo-calls');
  });

  test.each(['login', 'call', 'answer', 'devices', 'trust'])('has help of %s that fits a terminal', async (name) => {
    const { exitCode, out, err } = await runCli([name, '--help']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('--data <dir>');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.each([
    [['call', 'juliet@capulet.example']],
    [['answer']],
    [['devices', 'juliet@capulet.example']],
    [['trust', 'juliet@capulet.example', '7', 'verified']],
  ])('says of %j that nobody has logged in', async (argv) => {
    const { exitCode, out, err } = await runCli([...argv, '--data', folder]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(err).toBe(
      `omemo-calls: nobody has logged in (${folder} holds no account).\n  First: omemo-calls login YOU@YOUR.SERVER\n`,
    );
  });

  test.each([
    ['--video', 'nothing.webm', 'nothing.webm cannot be read (ENOENT)', 'want files with media'],
    ['--audio', 'package.json', 'package.json holds no media that can be read', 'with VP8 and Opus'],
    ['--video', 'test/media/files/tone.ogg', 'tone.ogg holds sound, and no pictures that can be sent', '--audio'],
    ['--video', 'test/media/files/clip.mp4', 'clip.mp4 holds avc and aac; calls send VP8 and Opus', 'ffmpeg -i'],
  ])('says before anything else what is wrong with %s %s', async (option, path, message, advice) => {
    const { exitCode, out, err } = await runCli(['call', 'juliet@capulet.example', option, path, '--data', folder]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    const [first, second, ...more] = err.trimEnd().split('\n');
    expect(first).toContain(message);
    expect(second).toContain(advice);
    expect(more).toEqual([]);
  });

  test('leaves the folder of another account alone', async () => {
    await writeAccountFile(folder, STORED);
    const { exitCode, err } = await runCli(['login', 'juliet@capulet.example', '--data', folder]);
    expect(exitCode).toBe(1);
    expect(err).toContain(`is the folder of ${ROMEO}`);
  });

  test('asks for a password, and takes no for an answer', async () => {
    await writeAccountFile(folder, { ...STORED, password: undefined });
    const questions: string[] = [];
    const askSecret = (question: string) => {
      questions.push(question);
      return Promise.resolve(undefined);
    };
    const { exitCode, err } = await runCli(['devices', '--data', folder], { askSecret });
    expect(exitCode).toBe(1);
    expect(questions).toEqual([`Password of ${ROMEO}: `]);
    expect(err).toContain('there is no password for romeo@montague.example');
    expect(err).toContain('OMEMO_CALLS_PASSWORD');
  });

  test('refuses what is no certificate', async () => {
    const file = join(folder, 'ca.pem');
    await writeFile(file, '-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n');
    expect(await believeAuthority(file)).toMatchObject({ error: { message: `${file} holds no certificate` } });
    expect(await believeAuthority(join(folder, 'gone'))).toMatchObject({ ok: false });
    const { exitCode, err } = await runCli(['login', ROMEO, '--data', folder, '--ca', file]);
    expect(exitCode).toBe(1);
    expect(err).toContain('holds no certificate');
  });
});

describe('the account file', () => {
  test('is found where programs keep their data', () => {
    const home = join(homedir(), '.local', 'share', 'omemo-calls');
    expect(dataFolder(undefined, {})).toBe(home);
    // A relative path is to be ignored: XDG Base Directory Specification.
    expect(dataFolder(undefined, { XDG_DATA_HOME: 'relative' })).toBe(home);
    expect(dataFolder(undefined, { XDG_DATA_HOME: '/data' })).toBe('/data/omemo-calls');
    expect(dataFolder('/elsewhere', { XDG_DATA_HOME: '/data' })).toBe('/elsewhere');
  });

  test('is readable by its owner only, also where one was there that was not', async () => {
    const path = join(folder, 'account.json');
    await writeFile(path, '{}', { mode: 0o644 });
    expect(await writeAccountFile(folder, STORED)).toEqual({ ok: true, value: undefined });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readAccountFile(folder)).toEqual({ ok: true, value: STORED });
  });

  test.each([
    'nothing',
    '{}',
    'null',
    JSON.stringify({ version: 2, account: ROMEO }),
    JSON.stringify({ version: 1, account: '' }),
    JSON.stringify({ version: 1, account: ROMEO, password: 7 }),
  ])('is left alone where it is none: %s', async (text) => {
    const path = join(folder, 'account.json');
    await writeFile(path, text);
    expect(await readAccountFile(folder)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(path) },
    });
    expect(await runCli(['login', ROMEO, '--data', folder])).toMatchObject({ exitCode: 1 });
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('the password', () => {
  const io = (typed: string | undefined, given?: string) =>
    ({ environment: { OMEMO_CALLS_PASSWORD: given }, askSecret: () => Promise.resolve(typed) }) as never;

  test.each([
    ['of the environment, before all others', 'stored', io('typed', 'given'), 'given'],
    ['of the file, before anybody is asked', 'stored', io('typed', ''), 'stored'],
    ['that is typed', undefined, io('typed'), 'typed'],
  ])('is the one %s', async (_name, stored, from, expected) => {
    expect(await findPassword(ROMEO, stored, from)).toEqual({ ok: true, value: expected });
  });

  test.each([undefined, ''])('is none where %j is typed', async (typed) => {
    expect((await findPassword(ROMEO, undefined, io(typed))).ok).toBe(false);
  });
});
