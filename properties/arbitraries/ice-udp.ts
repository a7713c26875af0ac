/** ICE-UDP transports, with any fingerprints in them. */
import fc from 'fast-check';
import type { IceCandidate, IceTransport, ReceivedFingerprint } from '../../src/stanzas/ice-udp.ts';
import { dtlsFingerprint } from './dtls.ts';
import { extensions } from './extension.ts';
import { omemoDtlsFingerprint } from './omemo-message.ts';
import { absent, iceText, lineText, textOver } from './text.ts';

const candidateAddress: fc.Arbitrary<string> = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.uuid().map((name) => `${name}.local`),
);

const port = fc.integer({ min: 1, max: 65_535 });
const related = fc.oneof(
  fc.record({ relatedAddress: candidateAddress, relatedPort: fc.nat(65_535) }),
  fc.constant({ relatedAddress: undefined, relatedPort: undefined }),
);
const connection = fc.oneof(
  fc.record({ protocol: fc.constant('udp' as const), tcpType: fc.constant(undefined), port }),
  fc.record({
    protocol: fc.constant('tcp' as const),
    tcpType: fc.constantFrom('passive' as const, 'so' as const),
    port,
  }),
  fc.record({ protocol: fc.constant('tcp' as const), tcpType: fc.constant('active' as const), port: fc.nat(65_535) }),
);

const iceCandidate: fc.Arbitrary<IceCandidate> = fc
  .record({
    component: fc.constantFrom(1 as const, 2 as const),
    foundation: iceText(1, 32),
    generation: fc.nat(65_535),
    id: absent(lineText(20)),
    ip: candidateAddress,
    network: absent(fc.nat(65_535)),
    priority: fc.integer({ min: 1, max: 0x7fff_ffff }),
    type: fc.constantFrom('host' as const, 'prflx' as const, 'relay' as const, 'srflx' as const),
    related,
    connection,
  })
  .map(({ related: relatedParts, connection: connectionParts, ...rest }) => ({
    ...rest,
    ...relatedParts,
    ...connectionParts,
  }));

export const receivedFingerprint: fc.Arbitrary<ReceivedFingerprint> = fc.oneof(dtlsFingerprint, omemoDtlsFingerprint);

/** A transport as one of our own would be: no candidate was left out of it. */
export function iceTransport<F>(fingerprint: fc.Arbitrary<F>): fc.Arbitrary<IceTransport<F>> {
  return fc.record({
    credentials: absent(fc.record({ ufrag: iceText(4, 12), pwd: iceText(22, 30) })),
    options: fc.uniqueArray(fc.oneof(fc.constantFrom('trickle', 'renomination'), textOver('abcXYZ', 1, 8)), {
      maxLength: 3,
    }),
    candidates: fc.array(iceCandidate, { maxLength: 3 }),
    ignoredCandidates: fc.constant(0),
    gatheringComplete: fc.boolean(),
    fingerprint,
    extensions,
  });
}
