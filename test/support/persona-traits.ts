/** What a persona is made of: the ways in which real clients differ. */
import type { ChangeTraits } from './persona-changes.ts';

/** What tells one client from another on the wire. Each is read in its source or seen in a recording. */
export interface Traits extends ChangeTraits {
  /** Calls one resource, without a proposal: then it encrypts for the device it knows, if it encrypts. */
  readonly callsDirectly: boolean;
  /** Whether `ringing` is sent. */
  readonly rings: boolean;
  /** Where its OMEMO device is named. `propose`: in proposes too, where it binds nothing. */
  readonly announces: 'never' | 'proceed' | 'propose';
  /** Whether it encrypts fingerprints at all. A client that announces and never does exists. */
  readonly encrypts: boolean;
  /** Calls without authentication are refused. */
  readonly insistsOnOmemo: boolean;
  /** One BUNDLE of all contents, or ICE and DTLS for each. */
  readonly bundles: boolean;
  /** SDES keys beside the fingerprint, which nobody may use. */
  readonly writesCrypto: boolean;
  /** What it can do; an offer of anything else is refused. */
  readonly media: readonly ('audio' | 'video')[];
  /** When its candidates leave: in the description, after it, or once both descriptions are there. */
  readonly candidates: 'afterBoth' | 'afterOwn' | 'inside';
  /** `finish` at the end of a call. */
  readonly finishes: boolean;
  /** XEP-0353 before 0.4: `accept` to the own account beside `proceed`. */
  readonly sendsLegacyAccept: boolean;
  /** How a request it has no use for is answered. */
  readonly refusesWith: 'feature-not-implemented' | 'not-acceptable';
}
