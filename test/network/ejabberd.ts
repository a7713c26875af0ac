/**
 * An ejabberd of the test's own: on loopback, with its own configuration, database and certificate, and accounts as the
 * test wants them. Needs Debian's packages `ejabberd` and `openssl`.
 *
 * It is begun as `ejabberdctl foreground` does, but by whoever runs the tests, and without a name: an Erlang node that
 * has one is found over epmd, a daemon that outlives it and listens to the whole network.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ejabberdLibraries } from '../run/tools.mjs';
import { DOMAIN, PASSWORD, TURN, freePort, serverProcess } from './server.ts';
import type { ServerOptions, XmppServer } from './server.ts';

export async function startEjabberd(options: ServerOptions): Promise<XmppServer> {
  const folder = await mkdtemp(join(tmpdir(), 'omemo-calls-ejabberd-'));
  const [c2s, http] = [await freePort(), await freePort()];
  const at = (name: string) => join(folder, name);
  // Whatever is JSON is YAML, too.
  await writeFile(at('ejabberd.yml'), JSON.stringify(configurationOf(c2s, http, options.certificates), undefined, 2));
  const ejabberd = serverProcess({
    command: 'erl',
    args: [
      '-noinput',
      // Ctrl-C ends it, as it ends the tests, and does not begin Erlang's own dialogue.
      '+Bd',
      // Its schedulers sleep where they have nothing to do: the clients are on the same two cores.
      ...['+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'],
      // Tables for as many files as a container allows, a thousand millions at times, are gigabytes.
      ...['+Q', '4096'],
      ...['-mnesia', 'dir', JSON.stringify(at('database')), '-s', 'ejabberd'],
    ],
    environment: {
      ERL_LIBS: ejabberdLibraries() ?? '',
      ERL_CRASH_DUMP: at('crash.dump'),
      EJABBERD_CONFIG_PATH: at('ejabberd.yml'),
      EJABBERD_LOG_PATH: at('ejabberd.log'),
      // Erlang runs a `.erlang` that it finds there.
      HOME: folder,
    },
    ports: [c2s, http],
    logFile: at('ejabberd.log'),
  });
  const close = async (): Promise<void> => {
    await ejabberd.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ejabberd.start();
    await makeAccounts(`http://127.0.0.1:${http}/api`, options);
  } catch (fault) {
    await close();
    throw fault;
  }
  return { ...ejabberd, xmpp: `xmpp://127.0.0.1:${c2s}`, websocket: `ws://127.0.0.1:${http}/ws`, close };
}

const { secret, ...turn } = TURN;
const STUN_AND_TURN = {
  secret,
  services: ['stun', 'turn'].map((type) => ({ ...turn, type, transport: 'udp', restricted: type === 'turn' })),
};

/** Debian's configuration, as far as it has to do with one account and its contacts. */
function configurationOf(c2s: number, http: number, certificates: string): object {
  const loopback = '127.0.0.1';
  return {
    hosts: [DOMAIN],
    loglevel: 'info',
    certfiles: ['server.crt', 'server.key'].map((name) => join(certificates, name)),
    ca_file: join(certificates, 'ca.crt'),
    disable_sasl_mechanisms: ['digest-md5', 'X-OAUTH2'],
    access_rules: { local: { allow: 'all' } },
    api_permissions: { tests: { from: ['mod_http_api'], who: { ip: loopback }, what: '*' } },
    listen: [
      { module: 'ejabberd_c2s', ip: loopback, port: c2s, starttls_required: true, max_stanza_size: 262_144 },
      {
        ...{ module: 'ejabberd_http', ip: loopback, port: http },
        request_handlers: { '/ws': 'ejabberd_http_ws', '/api': 'mod_http_api' },
      },
    ],
    modules: {
      ...{ mod_admin_extra: {}, mod_http_api: {} },
      ...{ mod_disco: {}, mod_caps: {}, mod_ping: {}, mod_last: {}, mod_client_state: {}, mod_blocking: {} },
      ...{ mod_privacy: {}, mod_carboncopy: {}, mod_offline: {}, mod_mam: { default: 'always' } },
      mod_roster: { versioning: true },
      mod_stun_disco: STUN_AND_TURN,
      mod_pubsub: { plugins: ['flat', 'pep'] },
      mod_stream_mgmt: { resend_on_timeout: 'if_offline' },
    },
  };
}

async function makeAccounts(api: string, { accounts, strangers = [] }: ServerOptions): Promise<void> {
  const register = (user: string) => ask(`${api}/register`, { user, host: DOMAIN, password: PASSWORD });
  for (const account of accounts) await register(account);
  // Everybody that there is by now.
  await ask(`${api}/push_alltoall`, { host: DOMAIN, group: 'everybody' });
  for (const stranger of strangers) await register(stranger);
}

async function ask(command: string, argument: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(command, { method: 'POST', body: JSON.stringify(argument) });
  if (!answer.ok) throw new Error(`${command}: ${answer.status} ${await answer.text()}`);
}
