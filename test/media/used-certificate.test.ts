/** The certificate that DTLS saw: hashed from its bytes, in every engine's way of telling it, and never guessed. */
import { describe, expect, test } from 'vitest';
import type { PeerTransceiver } from '../../src/media/peer-connection.ts';
import { usedFingerprint } from '../../src/media/used-certificate.ts';
import { X509_DER, X509_FINGERPRINTS } from './certificate.ts';
import { connectedStats, fakeConnection } from './fake-connection.ts';

const der = Uint8Array.from(atob(X509_DER), (character) => character.charCodeAt(0)).buffer;
const otherDer = Uint8Array.from([1, 2, 3]).buffer;

function withStats(...stats: readonly object[]) {
  const connection = fakeConnection();
  connection.stats = stats;
  return connection;
}

function withTransports(...transports: readonly object[]) {
  const parts = {
    mid: null,
    direction: 'sendrecv',
    receiver: { track: { kind: 'audio', stop: () => undefined } },
    stop: () => undefined,
  };
  const transceivers = transports.map(
    (transport): PeerTransceiver => ({ ...parts, sender: { transport, replaceTrack: async () => undefined } }),
  );
  const connection = fakeConnection({ methods: { getTransceivers: () => transceivers } });
  connection.stats = [{ id: 'T1', type: 'transport', dtlsState: 'connected' }];
  return connection;
}

const [transport = {}, , certificate = {}] = connectedStats;
const other = { id: 'C3', type: 'certificate', base64Certificate: btoa('another') };

describe('usedFingerprint', () => {
  test.each(['sha-256', 'sha-384', 'sha-512'] as const)(
    'hashes the certificate of the statistics with %s',
    async (hash) => {
      expect(await usedFingerprint(withStats(...connectedStats), hash)).toBe(X509_FINGERPRINTS[hash]);
    },
  );

  test('does not believe the fingerprint that statistics name: werift repeats the description there', async () => {
    const lie = { ...certificate, fingerprint: X509_FINGERPRINTS['sha-256'], base64Certificate: btoa('another') };
    expect(await usedFingerprint(withStats(transport, lie), 'sha-256')).not.toBe(X509_FINGERPRINTS['sha-256']);
  });

  test('asks the transports where statistics have no certificate', async () => {
    const holder = { getRemoteCertificates: () => [der, otherDer] };
    expect(await usedFingerprint(withTransports(holder), 'sha-256')).toBe(X509_FINGERPRINTS['sha-256']);
    expect(await usedFingerprint(withTransports(holder, holder), 'sha-256')).toBe(X509_FINGERPRINTS['sha-256']);
  });

  test('takes two transports with one certificate for one', async () => {
    const second = { ...transport, id: 'T2' };
    const used = await usedFingerprint(withStats(transport, second, certificate), 'sha-256');
    expect(used).toBe(X509_FINGERPRINTS['sha-256']);
  });

  test('leaves out a transport that bundling has closed', async () => {
    const closed = { id: 'T2', type: 'transport', dtlsState: 'closed' };
    const used = await usedFingerprint(withStats(transport, closed, certificate), 'sha-256');
    expect(used).toBe(X509_FINGERPRINTS['sha-256']);
  });

  test.each([
    ['has no statistics', withStats()],
    ['has statistics without certificate', withStats(transport)],
    ['names a certificate without bytes', withStats(transport, { id: 'C2', type: 'certificate' })],
    ['names bytes that are no base64', withStats(transport, { ...certificate, base64Certificate: '@' })],
    [
      'saw another certificate on a second transport',
      withStats(...connectedStats, other, { ...transport, id: 'T2', remoteCertificateId: 'C3' }),
    ],
    [
      'saw no certificate on a second transport',
      withStats(...connectedStats, { id: 'T2', type: 'transport', dtlsState: 'connected' }),
    ],
    ['has transports that tell nothing', withTransports({})],
    ['has transports that saw none', withTransports({ getRemoteCertificates: () => [] })],
    [
      'has transports that saw different ones',
      withTransports({ getRemoteCertificates: () => [der] }, { getRemoteCertificates: () => [otherDer] }),
    ],
  ])('gives none where the engine %s', async (_, connection) => {
    expect(await usedFingerprint(connection, 'sha-256')).toBeUndefined();
  });
});
