/** A certificate authority of the tests' own, and a server's certificate by it. Written by OpenSSL. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DOMAIN } from './server.ts';

const run = promisify(execFile);

/** Leaves `ca.crt`, `server.crt` and `server.key` in the folder. */
export async function writeCertificates(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const authority = [
    '-subj',
    '/CN=omemo-calls test authority',
    '-days',
    '2',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.crt'),
  ];
  await run('openssl', ['req', '-x509', ...key, ...authority]);
  await run('openssl', [
    'req',
    ...key,
    '-subj',
    `/CN=${DOMAIN}`,
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
  ]);
  await writeFile(at('server.ext'), `subjectAltName=DNS:${DOMAIN},IP:127.0.0.1\n`);
  const signed = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2'];
  await run('openssl', [
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    ...signed,
    '-extfile',
    at('server.ext'),
    '-out',
    at('server.crt'),
  ]);
}
