/**
 * A Prosody of the test's own: on loopback, with its own configuration, data and certificate, and accounts as the test
 * wants them. Needs Debian's packages `prosody` and `openssl`.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The name of the server; its address is 127.0.0.1 whatever it is called. */
export const DOMAIN = 'localhost';
export const PASSWORD = 'a rose by any other name';

export interface Prosody {
  /** For TCP with STARTTLS: `xmpp://127.0.0.1:5222`. */
  readonly xmpp: string;
  /** For WebSockets, in the clear on loopback. */
  readonly websocket: string;
  /** Ends the process and begins another, with the same data and addresses. */
  readonly restart: () => Promise<void>;
  /** Ends the process; `start` begins another. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** What the server has written about itself. */
  readonly log: () => Promise<string>;
  /** Ends it, and removes all that it has left. */
  readonly close: () => Promise<void>;
}

export interface ProsodyOptions {
  /** The local parts of the accounts. All have the same password, and are contacts of one another. */
  readonly accounts: readonly string[];
  /** Certificate and key, in one folder: see certificate.ts. */
  readonly certificates: string;
  /** Lines for the configuration. */
  readonly settings?: string;
  /** Further modules, such as a hostile one from `modulesFolder`. */
  readonly modules?: readonly string[];
  readonly modulesFolder?: string;
  /** The port for TCP, where a client cannot be told another. Default: one that is free. */
  readonly c2sPort?: number;
}

export async function startProsody(options: ProsodyOptions): Promise<Prosody> {
  const folder = await mkdtemp(join(tmpdir(), 'omemo-calls-prosody-'));
  const [c2s, http] = [options.c2sPort ?? (await freePort()), await freePort()];
  const configuration = join(folder, 'prosody.cfg.lua');
  await writeFile(configuration, configurationOf(folder, c2s, http, options));
  await writeAccounts(folder, options.accounts);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const begun = spawn('prosody', ['-F', '--config', configuration], { stdio: 'ignore' });
    child = begun;
    for (const port of [c2s, http]) await untilOpen(port, begun, join(folder, 'prosody.log'));
  };
  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const over = new Promise((resolve) => void running.once('exit', resolve));
    running.kill('SIGTERM');
    await over;
  };
  await start();
  return {
    xmpp: `xmpp://127.0.0.1:${c2s}`,
    websocket: `ws://127.0.0.1:${http}/xmpp-websocket`,
    start,
    stop,
    restart: async () => {
      await stop();
      await start();
    },
    log: () => readFile(join(folder, 'prosody.log'), 'utf8'),
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configurationOf(
  folder: string,
  c2s: number,
  http: number,
  { certificates, settings = '', modules = [], modulesFolder }: ProsodyOptions,
): string {
  const all = [
    'roster',
    'saslauth',
    'tls',
    'disco',
    'pep',
    'carbons',
    'mam',
    'smacks',
    'ping',
    'websocket',
    ...modules,
  ];
  return `
run_as_root = true
pidfile = "${folder}/prosody.pid"
certificates = "${certificates}"
data_path = "${folder}/data"
log = { debug = "${folder}/prosody.log" }
${modulesFolder === undefined ? '' : `plugin_paths = { "${modulesFolder}" }`}
modules_enabled = { ${all.map((name) => `"${name}"`).join(', ')} }
modules_disabled = { "s2s" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${c2s} }
http_interfaces = { "127.0.0.1" }
http_ports = { ${http} }
https_ports = { }
http_default_host = "${DOMAIN}"
consider_websocket_secure = true
c2s_require_encryption = true
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
smacks_hibernation_time = 60
${settings}
VirtualHost "${DOMAIN}"
  ssl = { certificate = "${certificates}/server.crt", key = "${certificates}/server.key" }
`;
}

/** As the server's own storage has them. */
async function writeAccounts(folder: string, accounts: readonly string[]): Promise<void> {
  const host = join(folder, 'data', encoded(DOMAIN));
  for (const kind of ['accounts', 'roster']) await mkdir(join(host, kind), { recursive: true });
  for (const account of accounts) {
    await writeFile(join(host, 'accounts', `${account}.dat`), `return { ["password"] = "${PASSWORD}" };\n`);
    const contacts = accounts
      .filter((other) => other !== account)
      .map((other) => `["${other}@${DOMAIN}"] = { ["subscription"] = "both", ["groups"] = {} };`);
    const roster = `return { [false] = { ["version"] = 1 }; ${contacts.join(' ')} };\n`;
    await writeFile(join(host, 'roster', `${account}.dat`), roster);
  }
}

/** Prosody's names of files: whatever is no letter or digit is escaped. */
function encoded(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a port has no number');
  return address.port;
}

async function untilOpen(port: number, child: ChildProcess, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`prosody ended:\n${await readFile(logFile, 'utf8')}`);
    if (await isOpen(port)) return;
    await sleep(50);
  }
  throw new Error(`prosody does not listen on port ${port}:\n${await readFile(logFile, 'utf8')}`);
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
