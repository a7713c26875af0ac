/**
 * A certificate authority of the user's, believed beside those that Node knows, as with NODE_EXTRA_CA_CERTS: that
 * variable is read before the first line of ours runs.
 */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { CliFault } from './fault.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Believes every certificate of a PEM file, for all connections of this process from now on. */
export async function believeAuthority(path: string): Promise<Result<void, CliFault>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return err({ message: `${path} cannot be read`, advice: '--ca wants a file with certificates in PEM.' });
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate)) {
    return err({ message: `${path} holds no certificate`, advice: '--ca wants a file with certificates in PEM.' });
  }
  const create = tls.createSecureContext;
  // The libraries have no option for it, and both, for TCP and for WebSockets, make their connections through here.
  tls.createSecureContext = (options) => {
    const secureContext = create(options);
    for (const certificate of certificates) (secureContext.context as AuthorityStore).addCACert(certificate);
    return secureContext;
  };
  return ok(undefined);
}

/** What Node's types leave out. */
interface AuthorityStore {
  addCACert(pem: string): void;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
