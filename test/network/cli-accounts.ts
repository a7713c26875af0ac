/** Two accounts on a server of their own that have logged in with the command line, and commands of theirs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { startCli } from './cli-process.ts';
import type { RunningCli } from './cli-process.ts';
import { startProsody } from './prosody.ts';
import type { XmppServer } from './server.ts';

export type Name = 'juliet' | 'romeo';
type Environment = Readonly<Record<string, string | undefined>>;

export interface CliAccounts {
  readonly server: XmppServer;
  /** The OMEMO device of each. */
  readonly devices: Readonly<Record<Name, string>>;
  /** A folder of this test, in which nobody has logged in. */
  readonly folder: string;
  /** A command of one of the two. */
  readonly start: (name: Name, argv: readonly string[]) => RunningCli;
  readonly run: (name: Name, argv: readonly string[]) => ReturnType<RunningCli['ended']>;
  /** Any command. It is ended with the test, too. */
  readonly startAny: (argv: readonly string[], environment?: Environment) => RunningCli;
  /** Logs somebody in who has never been here. */
  readonly login: (more?: readonly string[], environment?: Environment) => ReturnType<RunningCli['ended']>;
  /** Juliet's, that waits for calls. */
  readonly echoBot: (...more: readonly string[]) => Promise<RunningCli>;
}

/** For all tests of a file: a process takes a second to begin, and keys to be made. */
export function useCliAccounts(others: readonly string[] = []): CliAccounts {
  const used = { devices: { romeo: '', juliet: '' }, folder: '' };
  let server: XmppServer | undefined;
  let home = '';
  let running: RunningCli[] = [];
  const startAny: CliAccounts['startAny'] = (argv, environment = {}) => {
    const started = startCli(argv, environment);
    running.push(started);
    return started;
  };
  const start: CliAccounts['start'] = (name, argv) => startAny([...argv, '--data', join(home, name)]);
  const run: CliAccounts['run'] = (name, argv) => start(name, argv).ended();
  const theServer = (): XmppServer => {
    if (server === undefined) throw new Error('there is no server yet');
    return server;
  };
  beforeAll(async () => {
    const accounts = ['romeo', 'juliet', 'mercutio', ...others];
    server = await startProsody({ accounts, certificates: inject('certificates') });
    home = await mkdtemp(join(tmpdir(), 'omemo-calls-cli-home-'));
    const enter = (name: Name) => run(name, ['login', `${name}@localhost`, '--server', theServer().xmpp]);
    const [romeo, juliet] = await Promise.all([enter('romeo'), enter('juliet')]);
    used.devices = { romeo: deviceIn(romeo.out), juliet: deviceIn(juliet.out) };
  });
  beforeEach(async () => {
    used.folder = await mkdtemp(join(tmpdir(), 'omemo-calls-cli-'));
  });
  afterEach(async () => {
    for (const each of running) await each.kill();
    running = [];
    await rm(used.folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    await server?.close();
    await rm(home, { recursive: true, force: true });
  });
  return {
    get server() {
      return theServer();
    },
    get devices() {
      return used.devices;
    },
    get folder() {
      return used.folder;
    },
    start,
    run,
    startAny,
    login: (more = [], environment = {}) => {
      const argv = ['login', 'mercutio@localhost', '--server', theServer().xmpp, '--data', used.folder, ...more];
      return startAny(argv, environment).ended();
    },
    echoBot: async (...more) => {
      const bot = start('juliet', answerWith('--echo', ...more));
      await bot.says('Waiting for calls to juliet@localhost');
      return bot;
    },
  };
}

export const callJuliet = (...more: readonly string[]) => [
  ...['call', 'juliet@localhost', '--addresses', 'loopback'],
  ...more,
];
export const answerWith = (...more: readonly string[]) => ['answer', '--addresses', 'loopback', ...more];

export const deviceIn = (out: string): string => /OMEMO device is (\d+)/.exec(out)?.[1] ?? 'none';
export const keyIn = (out: string): string =>
  /((?:[0-9a-f]{8}\s+){8})/.exec(out)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
