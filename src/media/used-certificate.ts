/**
 * Which certificate the peer really used, as the engine saw it in the DTLS handshake, not as a description promised it.
 *
 * The hash is computed here from the certificate's bytes. The `fingerprint` that statistics offer is not read: browsers
 * take it from the certificate, but werift repeats there what the remote description said, which would prove itself.
 *
 * Spec: W3C WebRTC #dom-rtcdtlstransport-getremotecertificates; W3C WebRTC Statistics #certificatestats-dict*; RFC 8122
 * #5.
 */
import { decodeBase64 } from '../base/base64.ts';
import type { DtlsFingerprintValue, DtlsHash } from '../stanzas/dtls.ts';
import { parseDtlsFingerprintValue } from '../stanzas/dtls.ts';
import type { PeerConnection } from './peer-connection.ts';

/**
 * The fingerprint of the one certificate that all transports of the connection have seen, or undefined where the engine
 * does not tell it, or where transports saw different ones.
 */
export async function usedFingerprint(
  connection: PeerConnection,
  hash: DtlsHash,
): Promise<DtlsFingerprintValue | undefined> {
  const ofStatistics = await certificatesOfStatistics(connection);
  const isTold = ofStatistics.some((certificate) => certificate !== undefined);
  const certificates = isTold ? ofStatistics : certificatesOfTransports(connection);
  const values = await Promise.all(certificates.map(async (bytes) => (bytes ? digest(bytes, hash) : undefined)));
  const [value, ...others] = new Set(values);
  return others.length === 0 ? value : undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;

async function digest(certificate: Bytes, hash: DtlsHash): Promise<DtlsFingerprintValue | undefined> {
  // WebCrypto's names of the hashes are the same words.
  const bytes = new Uint8Array(await crypto.subtle.digest(hash, certificate));
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  return parseDtlsFingerprintValue(pairs.join(':'), hash);
}

/** One entry for each transport in use; undefined where a transport has none. */
async function certificatesOfStatistics(connection: PeerConnection): Promise<readonly (Bytes | undefined)[]> {
  const byId = new Map<unknown, object>();
  (await connection.getStats()).forEach((stats) => byId.set(fieldOf(stats, 'id'), stats));
  const transports = [...byId.values()].filter(
    (stats) => fieldOf(stats, 'type') === 'transport' && fieldOf(stats, 'dtlsState') !== 'closed',
  );
  return transports.map((transport) => {
    const certificate = byId.get(fieldOf(transport, 'remoteCertificateId'));
    const base64 = certificate === undefined ? undefined : fieldOf(certificate, 'base64Certificate');
    return typeof base64 === 'string' ? decodeBase64(base64) : undefined;
  });
}

/** The same from the transports themselves, for engines whose statistics leave certificates out. */
function certificatesOfTransports(connection: PeerConnection): readonly (Bytes | undefined)[] {
  const transports = new Set(connection.getTransceivers().map(({ sender }) => sender.transport ?? undefined));
  return [...transports].map((transport) => {
    if (transport === undefined || !hasRemoteCertificates(transport)) return undefined;
    const [own] = transport.getRemoteCertificates();
    return own === undefined ? undefined : new Uint8Array(own);
  });
}

interface CertificateHolder {
  getRemoteCertificates(): readonly ArrayBuffer[];
}

function hasRemoteCertificates(transport: object): transport is CertificateHolder {
  return typeof fieldOf(transport, 'getRemoteCertificates') === 'function';
}

function fieldOf(stats: object, name: string): unknown {
  return (stats as Readonly<Record<string, unknown>>)[name];
}
