/** Descriptions with chosen fingerprints, and as little else as they can have. */
import type { DtlsFingerprint, DtlsFingerprintValue, DtlsHash } from '../../src/stanzas/dtls.ts';
import type { IceTransport, ReceivedFingerprint } from '../../src/stanzas/ice-udp.ts';
import type { ContentName } from '../../src/stanzas/identifiers.ts';
import type { JingleContent } from '../../src/stanzas/jingle.ts';
import type { DeviceId } from '../../src/stanzas/omemo.ts';
import type { OmemoDtlsFingerprint } from '../../src/stanzas/omemo-verification.ts';
import type { JingleDescription } from '../../src/transform/protection.ts';
import { JULIETS_DEVICE, sealed } from './fake-omemo.ts';

/** A SHA-256 fingerprint: 32 times the pair, such as `A1`. */
export function valueOf(pair: string, bytes = 32): DtlsFingerprintValue {
  return Array.from({ length: bytes }, () => pair).join(':') as DtlsFingerprintValue;
}

export function plain(pair = '02', hash: DtlsHash = 'sha-256'): DtlsFingerprint {
  return { kind: 'plain', hash, setup: 'actpass', value: valueOf(pair) };
}

export function omemo(
  plaintext: string = valueOf('02'),
  senderDeviceId: DeviceId = JULIETS_DEVICE,
): OmemoDtlsFingerprint {
  return { kind: 'omemo', hash: 'sha-256', setup: 'actpass', encrypted: sealed(plaintext, senderDeviceId) };
}

function transportWith<F>(fingerprint: F): IceTransport<F> {
  return {
    credentials: { ufrag: 'someufrag', pwd: 'apasswordofatleast22chars' },
    options: ['trickle'],
    candidates: [],
    ignoredCandidates: 0,
    gatheringComplete: false,
    fingerprint,
    extensions: [],
  };
}

function contentWith<F>(name: string, transport: IceTransport<F> | undefined): JingleContent<F> {
  const facts = { creator: 'initiator', senders: 'both', disposition: undefined, description: undefined } as const;
  return { name: name as ContentName, ...facts, transport, extensions: [] };
}

/** One content for each argument, named `0`, `1` and so on. `undefined` is a content without a transport. */
export function describedAs<F>(...fingerprints: readonly (F | undefined)[]): JingleDescription<F> {
  const contents = fingerprints.map((fingerprint, index) =>
    contentWith(String(index), fingerprint === undefined ? undefined : transportWith(fingerprint)),
  );
  return { contents, groups: [{ semantics: 'BUNDLE', contentNames: contents.map(({ name }) => name) }] };
}

/** As received: any number of fingerprints in each transport. */
export function received(
  ...fingerprints: readonly (readonly ReceivedFingerprint[] | undefined)[]
): JingleDescription<readonly ReceivedFingerprint[]> {
  return describedAs(...fingerprints);
}
