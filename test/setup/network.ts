/** Makes the certificates that all servers of a run have, and has every process believe in their authority. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { writeCertificates } from '../network/certificate.ts';
import { whatIsMissing } from '../run/tools.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with `ca.crt`, `server.crt` and `server.key`. */
    readonly certificates: string;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  const missing = whatIsMissing(['prosody', 'openssl']);
  if (missing !== undefined) throw new Error(`The tests on a network cannot run: this machine ${missing}.`);
  const folder = mkdtempSync(join(tmpdir(), 'omemo-calls-certificates-'));
  await writeCertificates(folder);
  // Node reads it when a process begins, so that the workers have it and this one has not.
  process.env['NODE_EXTRA_CA_CERTS'] = join(folder, 'ca.crt');
  project.provide('certificates', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
