/** The command line on a real server: two accounts, each in a process and a folder of its own. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startCli } from './cli-process.ts';
import type { RunningCli } from './cli-process.ts';
import { until } from './party.ts';
import { PASSWORD, startProsody } from './prosody.ts';
import type { Prosody } from './prosody.ts';

let server: Prosody;
/** Both have logged in there once, for all tests that call: a process takes a second to begin, and keys to be made. */
let home: string;
let devices: Readonly<Record<Name, string>>;
/** For those that log in. */
let folder: string;
let running: RunningCli[] = [];

type Name = 'juliet' | 'romeo';
type Environment = Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  server = await startProsody({ accounts: ['romeo', 'juliet', 'mercutio'], certificates: inject('certificates') });
  home = await mkdtemp(join(tmpdir(), 'omemo-calls-cli-home-'));
  const enter = (name: Name) => run(name, ['login', `${name}@localhost`, '--server', server.xmpp]);
  const [romeo, juliet] = await Promise.all([enter('romeo'), enter('juliet')]);
  devices = { romeo: deviceIn(romeo.out), juliet: deviceIn(juliet.out) };
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omemo-calls-cli-'));
});
afterEach(async () => {
  for (const each of running) await each.kill();
  running = [];
  await rm(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

/** A command of one of the two. */
function start(name: Name, argv: readonly string[], environment: Environment = {}): RunningCli {
  const started = startCli([...argv, '--data', join(home, name)], environment);
  running.push(started);
  return started;
}

const run = (name: Name, argv: readonly string[], environment: Environment = {}) =>
  start(name, argv, environment).ended();

/** Of somebody who has never been here. */
function login(more: readonly string[] = [], environment: Environment = {}) {
  const argv = ['login', 'mercutio@localhost', '--server', server.xmpp, '--data', folder, ...more];
  const started = startCli(argv, environment);
  running.push(started);
  return started.ended();
}

const callJuliet = (...more: readonly string[]) => ['call', 'juliet@localhost', '--addresses', 'loopback', ...more];
const answerWith = (...more: readonly string[]) => ['answer', '--addresses', 'loopback', ...more];

async function echoBot(...more: readonly string[]): Promise<RunningCli> {
  const bot = start('juliet', answerWith('--echo', ...more));
  await bot.says('Waiting for calls to juliet@localhost');
  return bot;
}

const deviceIn = (out: string): string => /OMEMO device is (\d+)/.exec(out)?.[1] ?? 'none';
const keyIn = (out: string): string => /((?:[0-9a-f]{8}\s+){8})/.exec(out)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
const packetsIn = (out: string): number => Number(/(\d+) RTP packets received/.exec(out)?.[1]);

describe('login', () => {
  test('stores account, password and keys for the user only, and keeps the keys the next time', async () => {
    const first = await login();
    expect(first).toMatchObject({ exitCode: 0, err: '' });
    expect(keyIn(first.out)).toMatch(/^([0-9a-f]{8} ?){8}$/);
    const file = join(folder, 'account.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'omemo'))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      account: 'mercutio@localhost',
      password: PASSWORD,
    });
    const second = await login(['--no-store-password']);
    expect([deviceIn(second.out), keyIn(second.out)]).toEqual([deviceIn(first.out), keyIn(first.out)]);
    expect(await readFile(file, 'utf8')).not.toContain(PASSWORD);
  });

  test('refuses a certificate of an unknown authority, and takes it with --ca', async () => {
    const strict = { NODE_EXTRA_CA_CERTS: undefined };
    const refused = await login([], strict);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toContain('the certificate of localhost is refused');
    expect(refused.err).toContain('--ca FILE');
    const taken = await login(['--ca', join(inject('certificates'), 'ca.crt')], strict);
    expect(taken).toMatchObject({ exitCode: 0, err: '' });
  });

  test('says what is wrong, and stores nothing', async () => {
    const wrong = await login([], { OMEMO_CALLS_PASSWORD: 'by any other name' });
    expect(wrong).toMatchObject({ exitCode: 1, out: '' });
    expect(wrong.err).toContain('mercutio@localhost or its password is wrong');
    const nobody = await login(['--server', 'xmpp://127.0.0.1:9']);
    expect(nobody).toMatchObject({ exitCode: 1, out: '' });
    expect(nobody.err).toContain('cannot be reached (ECONNREFUSED)');
    const none = await login([], { OMEMO_CALLS_PASSWORD: undefined });
    expect(none).toMatchObject({ exitCode: 1, out: '' });
    expect(none.err).toContain('OMEMO_CALLS_PASSWORD');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('call and answer --echo', () => {
  test('are authenticated at both ends, what is sent comes back, and SIGINT of the caller hangs up', async () => {
    const bot = await echoBot();
    const caller = start('romeo', callJuliet());
    await caller.says('media runs');
    await bot.says('media runs');
    // Long enough for the 50 packets a second.
    await new Promise((resolve) => void setTimeout(resolve, 1_000));
    caller.signal('SIGINT');
    const call = await caller.ended();
    expect(call).toMatchObject({ exitCode: 130, err: '' });
    expect(call.out).toContain(`authenticated by OMEMO device ${devices.juliet} of juliet@localhost`);
    expect(call.out).toContain('you hung up');
    // The bot sends nothing of its own.
    expect(packetsIn(call.out)).toBeGreaterThan(10);
    await bot.says('romeo@localhost hung up');
    await bot.says('RTP packets received');
    expect(bot.out()).toContain(`authenticated by OMEMO device ${devices.romeo} of romeo@localhost`);
    expect(packetsIn(bot.out())).toBeGreaterThanOrEqual(packetsIn(call.out));

    // The keys are in use.
    const second = await run('juliet', answerWith());
    expect(second).toMatchObject({ exitCode: 1, out: '' });
    expect(second.err).toContain('in use by another omemo-calls');
    expect(bot.err()).toBe('');
  });

  test.each([
    ['wrtc', 'werift', []],
    ['werift', 'wrtc', ['--video', 'test/media/files/clip.webm']],
  ])('run on %s with an echo on %s, and end as they should', async (engine, other, more) => {
    const bot = start('juliet', ['answer', '--echo', '--once', '--media', other]);
    await bot.says('Waiting for calls to juliet@localhost');
    const call = await run('romeo', ['call', 'juliet@localhost', '--media', engine, '--for', '1', ...more]);
    expect(call).toMatchObject({ exitCode: 0, err: '' });
    expect(call.out).toContain('media runs, on the certificate that was described');
    expect(packetsIn(call.out)).toBeGreaterThan(10);
    expect(await bot.ended()).toMatchObject({ exitCode: 0, err: '' });
    expect(packetsIn(bot.out())).toBeGreaterThan(10);
  });

  test('tell what wrtc cannot do', async () => {
    const call = (...more: readonly string[]) => run('romeo', ['call', 'juliet@localhost', '--media', 'wrtc', ...more]);
    const [files, loopback] = await Promise.all([
      call('--audio', 'test/media/files/tone.ogg'),
      call('--addresses', 'loopback'),
    ]);
    expect(files).toMatchObject({ exitCode: 1, out: '' });
    expect(files.err).toContain('wrtc sends no files');
    expect(loopback).toMatchObject({ exitCode: 1, out: '' });
    expect(loopback.err).toContain('wrtc knows no loopback addresses');
  });

  test('hang up when the one that answers gets SIGTERM', async () => {
    const bot = await echoBot();
    const caller = start('romeo', callJuliet());
    await caller.says('media runs');
    bot.signal('SIGTERM');
    const call = await caller.ended();
    expect(call).toMatchObject({ exitCode: 0, err: '' });
    expect(call.out).toContain('juliet@localhost hung up');
    expect(await bot.ended()).toMatchObject({ exitCode: 130, err: '' });
  });

  test('send files, with --audio and --video, and end by themselves, with --once and --for', async () => {
    const bot = start('juliet', answerWith('--once', '--audio', 'test/media/files/tone.ogg'));
    await bot.says('Sends tone.ogg, over and over.');
    const caller = start('romeo', callJuliet('--video', 'test/media/files/clip.webm', '--for', '0.5'));
    await bot.says('romeo@localhost/');
    await bot.says('(audio and video): taken');
    const call = await caller.ended();
    expect(call).toMatchObject({ exitCode: 0, err: '' });
    expect(call.out).toContain('Sends clip.webm, over and over.');
    expect(packetsIn(call.out)).toBeGreaterThan(10);
    expect(await bot.ended()).toMatchObject({ exitCode: 0, err: '' });
    expect(packetsIn(bot.out())).toBeGreaterThan(10);
  });

  test('--inspect shows the call, stanzas and steps, and is there after its end until Ctrl-C', async () => {
    const bot = await echoBot();
    const caller = start('romeo', callJuliet('--for', '0.2', '--inspect'));
    await caller.warns('inspector: open until Ctrl-C');
    const [, page = ''] = /inspector: (http\S+)/.exec(caller.err()) ?? [];
    const { host, hash } = new URL(page);
    const told: string[] = [];
    const watching = new WebSocket(`ws://${host}/watch?${hash.slice(1)}`);
    watching.on('message', (message) => void told.push((message as Buffer).toString()));
    await until('all is told', () => told.some((line) => line.includes('reportEnd')));
    watching.terminate();
    expect(told[0]).toBe('{"title":"romeo@localhost"}');
    for (const says of ['propose', 'proceed', 'session-initiate', 'session-accept', 'session-terminate']) {
      expect(told.filter((line) => line.includes(`"says":"${says}"`))).toHaveLength(1);
    }
    expect(told.some((line) => line.includes('"state":"authenticated"'))).toBe(true);
    // The bot goes on meanwhile.
    await bot.says('romeo@localhost hung up');
    caller.signal('SIGINT');
    expect(await caller.ended()).toMatchObject({ exitCode: 130 });
  });

  test('--inspect does not keep back that there is no server', async () => {
    await login([]);
    await server.stop();
    onTestFinished(() => server.start());
    const failed = startCli(['call', 'juliet@localhost', '--inspect', '--data', folder]);
    running.push(failed);
    const { exitCode, err } = await failed.ended();
    expect(exitCode).toBe(1);
    expect(err).toContain('inspector: http://127.0.0.1:');
    expect(err).not.toContain('open until Ctrl-C');
    expect(err).toContain('omemo-calls: ');
  });

  test('say of a user that there is none, and stop calling where nobody is', async () => {
    const unknown = await run('romeo', ['call', 'nobody@localhost']);
    expect(unknown).toMatchObject({ exitCode: 1, err: '' });
    expect(unknown.out).toContain('there is no such user');
    const caller = start('romeo', ['call', 'juliet@localhost']);
    await caller.says('Calling');
    caller.signal('SIGINT');
    expect(await caller.ended()).toMatchObject({ exitCode: 130, err: '' });
  });
});

describe('devices and trust', () => {
  test('show what is known of a key; what is decided, the next call tells', async () => {
    const { juliet } = devices;
    const bot = await echoBot();
    const shown = await run('romeo', ['devices', 'juliet@localhost']);
    expect(shown).toMatchObject({ exitCode: 0, err: '' });
    expect(shown.out).toContain(`device ${juliet}: `);
    const digits = keyIn(shown.out).replaceAll(' ', '');
    expect(shown.out).toContain(`xmpp:juliet@localhost?omemo-sid-${juliet}=${digits}\n`);
    // A row of the code.
    expect(shown.out).toMatch(/^█{20,}$/m);

    const decided = await run('romeo', ['trust', 'juliet@localhost', juliet, 'verified', '--key', digits]);
    expect(decided).toMatchObject({ exitCode: 0, err: '' });
    expect(keyIn(decided.out)).toBe(keyIn(shown.out));
    const verified = await run('romeo', callJuliet('--for', '0.1', '--policy', 'require'));
    expect(verified).toMatchObject({ exitCode: 0, err: '' });
    expect(verified.out).toContain('verified: the user has compared the key');
    const known = await run('romeo', ['devices', 'juliet@localhost', '--offline', '--no-qr']);
    expect(known.out).toContain(`device ${juliet}: verified`);

    await run('romeo', ['trust', 'juliet@localhost', juliet, 'distrusted']);
    const refused = await run('romeo', callJuliet('--policy', 'require'));
    expect(refused).toMatchObject({ exitCode: 1, err: '' });
    expect(refused.out).toContain('the key of the other device is distrusted');
    expect(refused.out).not.toContain('media runs');
    expect(bot.err()).toBe('');
  });

  test('know no device that was never seen, and no user that there is not', async () => {
    const device = await run('romeo', ['trust', 'juliet@localhost', '7', 'verified']);
    expect(device).toMatchObject({ exitCode: 1, out: '' });
    expect(device.err).toContain('there is no such device');
    const user = await run('romeo', ['devices', 'nobody@localhost']);
    expect(user).toMatchObject({ exitCode: 1, out: '' });
    expect(user.err).toContain('there is no such user');
  });
});
