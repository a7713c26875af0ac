/**
 * A Prosody of the test's own: on loopback, with its own configuration, data and certificate, and accounts as the test
 * wants them. Needs Debian's packages `prosody` and `openssl`.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMAIN, PASSWORD, TURN, freePort, serverProcess } from './server.ts';
import type { ServerOptions, XmppServer } from './server.ts';

export interface ProsodyOptions extends ServerOptions {
  /** Lines for the configuration. */
  readonly settings?: string;
  /** Further modules, such as a hostile one from `modulesFolder`. */
  readonly modules?: readonly string[];
  readonly modulesFolder?: string;
  /** The port for TCP, where a client cannot be told another. Default: one that is free. */
  readonly c2sPort?: number;
}

export async function startProsody(options: ProsodyOptions): Promise<XmppServer> {
  const folder = await mkdtemp(join(tmpdir(), 'omemo-calls-prosody-'));
  const [c2s, http] = [options.c2sPort ?? (await freePort()), await freePort()];
  const configuration = join(folder, 'prosody.cfg.lua');
  await writeFile(configuration, configurationOf(folder, c2s, http, options));
  await writeAccounts(folder, options);
  const prosody = serverProcess({
    command: 'prosody',
    args: ['-F', '--config', configuration],
    ports: [c2s, http],
    logFile: join(folder, 'prosody.log'),
  });
  await prosody.start();
  return {
    ...prosody,
    xmpp: `xmpp://127.0.0.1:${c2s}`,
    websocket: `ws://127.0.0.1:${http}/xmpp-websocket`,
    close: async () => {
      await prosody.stop();
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
    'turn_external',
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
turn_external_host = "${TURN.host}"
turn_external_port = ${TURN.port}
turn_external_secret = "${TURN.secret}"
${settings}
VirtualHost "${DOMAIN}"
  ssl = { certificate = "${certificates}/server.crt", key = "${certificates}/server.key" }
`;
}

/** As the server's own storage has them. */
async function writeAccounts(folder: string, { accounts, strangers = [] }: ServerOptions): Promise<void> {
  const host = join(folder, 'data', encoded(DOMAIN));
  for (const kind of ['accounts', 'roster']) await mkdir(join(host, kind), { recursive: true });
  for (const account of [...accounts, ...strangers]) {
    await writeFile(join(host, 'accounts', `${account}.dat`), `return { ["password"] = "${PASSWORD}" };\n`);
  }
  for (const account of accounts) {
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
