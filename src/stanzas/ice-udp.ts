/**
 * ICE-UDP transports: credentials, candidates, and the fingerprints that ride in them.
 *
 * Spec: XEP-0176 1.1.1 #protocol; RFC 8839 #5.
 */
import type { XmlElement } from '../xml/element.ts';
import type { DtlsFingerprint } from './dtls.ts';
import type { OmemoDtlsFingerprint } from './omemo-verification.ts';

export type ReceivedFingerprint = DtlsFingerprint | OmemoDtlsFingerprint;

export interface IceCredentials {
  /** 4 to 256 ice-chars. */
  readonly ufrag: string;
  /** 22 to 256 ice-chars. */
  readonly pwd: string;
}

export interface IceCandidate {
  readonly component: 1 | 2;
  readonly foundation: string;
  readonly generation: number;
  readonly id: string | undefined;
  readonly ip: string;
  readonly network: number | undefined;
  readonly port: number;
  readonly priority: number;
  readonly protocol: 'udp' | 'tcp';
  readonly relatedAddress: string | undefined;
  readonly relatedPort: number | undefined;
  readonly tcpType: 'active' | 'passive' | 'so' | undefined;
  readonly type: 'host' | 'prflx' | 'relay' | 'srflx';
}

/** A `<transport/>` with the fingerprints `F` in it: whatever arrived, or exactly the ones proved. */
export interface IceTransport<F> {
  /** Absent in a stub under BUNDLE. Both or neither: one alone is malformed. */
  readonly credentials: IceCredentials | undefined;
  /** Such as `trickle` or `renomination`. */
  readonly options: readonly string[];
  readonly candidates: readonly IceCandidate[];
  /** Candidates that were kept out because no ICE agent could use them. 0 in a transport of our own. */
  readonly ignoredCandidates: number;
  /** `<gathering-complete/>`, which XEP-0371 0.3.1 #info defines and clients send inside ICE-UDP transports too. */
  readonly gatheringComplete: boolean;
  readonly fingerprint: F;
  /** Children this file does not know, kept. */
  readonly extensions: readonly XmlElement[];
}
