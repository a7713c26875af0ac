/** Calls of the command line on a real server: two accounts, each in a process and a folder of its own. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { answerWith, callJuliet, useCliAccounts } from './cli-accounts.ts';
import { until } from './party.ts';

const cli = useCliAccounts();

const packetsIn = (out: string): number => Number(/(\d+) RTP packets received/.exec(out)?.[1]);

describe('call and answer --echo', () => {
  test('are authenticated at both ends, what is sent comes back, and SIGINT of the caller hangs up', async () => {
    const bot = await cli.echoBot();
    const caller = cli.start('romeo', callJuliet());
    await caller.says('media runs');
    await bot.says('media runs');
    // Long enough for the 50 packets a second.
    await new Promise((resolve) => void setTimeout(resolve, 1_000));
    caller.signal('SIGINT');
    const call = await caller.ended();
    expect(call).toMatchObject({ exitCode: 130, err: '' });
    expect(call.out).toContain(`authenticated by OMEMO device ${cli.devices.juliet} of juliet@localhost`);
    expect(call.out).toContain('you hung up');
    // The bot sends nothing of its own.
    expect(packetsIn(call.out)).toBeGreaterThan(10);
    await bot.says('romeo@localhost hung up');
    await bot.says('RTP packets received');
    expect(bot.out()).toContain(`authenticated by OMEMO device ${cli.devices.romeo} of romeo@localhost`);
    expect(packetsIn(bot.out())).toBeGreaterThanOrEqual(packetsIn(call.out));

    // The keys are in use.
    const second = await cli.run('juliet', answerWith());
    expect(second).toMatchObject({ exitCode: 1, out: '' });
    expect(second.err).toContain('in use by another omemo-calls');
    expect(bot.err()).toBe('');
  });

  test.each([
    ['wrtc', 'werift', []],
    ['werift', 'wrtc', ['--video', 'test/media/files/clip.webm']],
  ])('run on %s with an echo on %s, and end as they should', async (engine, other, more) => {
    const bot = cli.start('juliet', ['answer', '--echo', '--once', '--media', other]);
    await bot.says('Waiting for calls to juliet@localhost');
    const call = await cli.run('romeo', ['call', 'juliet@localhost', '--media', engine, '--for', '1', ...more]);
    expect(call).toMatchObject({ exitCode: 0, err: '' });
    expect(call.out).toContain('media runs, on the certificate that was described');
    expect(packetsIn(call.out)).toBeGreaterThan(10);
    expect(await bot.ended()).toMatchObject({ exitCode: 0, err: '' });
    expect(packetsIn(bot.out())).toBeGreaterThan(10);
  });

  test('tell what wrtc cannot do', async () => {
    const call = (...more: readonly string[]) =>
      cli.run('romeo', ['call', 'juliet@localhost', '--media', 'wrtc', ...more]);
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
    const bot = await cli.echoBot();
    const caller = cli.start('romeo', callJuliet());
    await caller.says('media runs');
    bot.signal('SIGTERM');
    const call = await caller.ended();
    expect(call).toMatchObject({ exitCode: 0, err: '' });
    expect(call.out).toContain('juliet@localhost hung up');
    expect(await bot.ended()).toMatchObject({ exitCode: 130, err: '' });
  });

  test('send files, with --audio and --video, and end by themselves, with --once and --for', async () => {
    const bot = cli.start('juliet', answerWith('--once', '--audio', 'test/media/files/tone.ogg'));
    await bot.says('Sends tone.ogg, over and over.');
    const caller = cli.start('romeo', callJuliet('--video', 'test/media/files/clip.webm', '--for', '0.5'));
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
    const bot = await cli.echoBot();
    const caller = cli.start('romeo', callJuliet('--for', '0.2', '--inspect'));
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
    await cli.login([]);
    await cli.server.stop();
    onTestFinished(() => cli.server.start());
    const failed = cli.startAny(['call', 'juliet@localhost', '--inspect', '--data', cli.folder]);
    const { exitCode, err } = await failed.ended();
    expect(exitCode).toBe(1);
    expect(err).toContain('inspector: http://127.0.0.1:');
    expect(err).not.toContain('open until Ctrl-C');
    expect(err).toContain('omemo-calls: ');
  });

  test('say of a user that there is none, and stop calling where nobody is', async () => {
    const unknown = await cli.run('romeo', ['call', 'nobody@localhost']);
    expect(unknown).toMatchObject({ exitCode: 1, err: '' });
    expect(unknown.out).toContain('there is no such user');
    const caller = cli.start('romeo', ['call', 'juliet@localhost']);
    await caller.says('Calling');
    caller.signal('SIGINT');
    expect(await caller.ended()).toMatchObject({ exitCode: 130, err: '' });
  });
});
