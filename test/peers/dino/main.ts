/**
 * `npm run test:dino`: calls with Debian's Dino, on a network that exists for these tests only.
 *
 * Everything runs in namespaces of the kernel (network, mounts, processes): Dino sees a hosts file and a store of
 * certificates that the machine has not, and whatever was started ends with the first process, on Ctrl-C as well.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCertificates } from '../../network/certificate.ts';
import { install, missingPackages } from './packages.ts';

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';
const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];

/** Why the tests cannot run here; undefined where they can. */
function hindrance(): string | undefined {
  if (process.platform !== 'linux') return 'they need Linux: a network of their own is made by its namespaces';
  const missing = missingPackages();
  if (process.getuid?.() !== 0) {
    const toInstall = missing.length === 0 ? '' : `, with these packages: apt-get install ${missing.join(' ')}`;
    return `they need root, to make a network of their own${toInstall}`;
  }
  return missing.length === 0 ? undefined : install(missing);
}

/** What the namespace has in the place of the machine's. */
async function furnish(folder: string): Promise<void> {
  const certificates = join(folder, 'certificates');
  await writeCertificates(certificates);
  const own = await readFile(join(certificates, 'ca.crt'), 'utf8');
  await writeFile(join(folder, 'authorities.crt'), `${await readFile(AUTHORITIES, 'utf8')}\n${own}`);
  await writeFile(join(folder, 'hosts'), '127.0.0.1 localhost\n');
  // Nobody serves names there: whoever asks is told so at once.
  await writeFile(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  await mkdir(join(folder, 'state'));
}

/** Runs the tests, and gives the exit code. */
function runTests(folder: string, options: readonly string[], stop: AbortSignal): Promise<number> {
  const inside = fileURLToPath(new URL('own-network.sh', import.meta.url));
  const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.dino.config.ts'];
  const child = spawn('unshare', [...NAMESPACES, 'sh', inside, folder, ...vitest, ...options], {
    cwd: PROJECT,
    stdio: 'inherit',
    env: {
      ...process.env,
      OMEMO_CALLS_DINO: folder,
      TMPDIR: join(folder, 'state'),
      NODE_EXTRA_CA_CERTS: join(folder, 'certificates', 'ca.crt'),
    },
  });
  // With it, all processes of its namespace end.
  stop.addEventListener('abort', () => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(stop.aborted ? 130 : (code ?? 1)));
  });
}

async function main(options: readonly string[]): Promise<number> {
  const because = hindrance();
  if (because !== undefined) {
    process.stderr.write(`The calls with Dino cannot run: ${because}.\n`);
    return 2;
  }
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  const folder = await mkdtemp(join(tmpdir(), 'omemo-calls-dino-'));
  try {
    await furnish(folder);
    return stop.signal.aborted ? 130 : await runTests(folder, options, stop.signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
