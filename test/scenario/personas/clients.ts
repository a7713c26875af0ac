/**
 * The real clients by their traits. What each does was read in its source, or recorded; docs/protocol.md tells what the
 * core makes of it.
 */
import type { Traits } from '../../support/persona-traits.ts';

const USUAL: Traits = {
  callsDirectly: false,
  rings: true,
  announces: 'proceed',
  encrypts: true,
  insistsOnOmemo: false,
  bundles: true,
  writesCrypto: false,
  media: ['audio', 'video'],
  candidates: 'afterOwn',
  finishes: true,
  sendsLegacyAccept: false,
  refusesWith: 'feature-not-implemented',
  adds: 'no',
  onRestart: 'refuses',
  onRemove: 'refuses',
};

const PLAIN_ONLY: Traits = { ...USUAL, announces: 'never', encrypts: false };

export const CLIENTS = {
  /** Rings contacts, one BUNDLE, trickles, says finish; adds contents as stubs, and answers restarts. */
  Conversations: { ...USUAL, adds: 'stub', onRestart: 'answers', onRemove: 'takes' },
  /**
   * Never says that it rings; ICE for each content; SDES beside the fingerprint; no finish. Adds contents with ICE of
   * their own, looks at nothing but candidates in a transport-info, and rejects content-remove.
   */
  Dino: {
    ...{ ...USUAL, rings: false, bundles: false, writesCrypto: true, candidates: 'inside', finishes: false },
    ...{ adds: 'whole', onRestart: 'ignores' },
  },
  /** Holds its candidates back until both descriptions are there. */
  Monal: { ...USUAL, candidates: 'afterBoth', refusesWith: 'not-acceptable' },
  /** Names its device in the propose too; no call without authentication. */
  tacky: { ...USUAL, announces: 'propose', insistsOnOmemo: true },
  /** Audio only, and no call without authentication; none goes on after a restart. */
  Gajim: {
    ...{ ...USUAL, media: ['audio'], insistsOnOmemo: true, bundles: false, candidates: 'inside' },
    onRestart: 'ends',
  },
  /** Movim, Converse, Kaidan and others: XEP-0320 as it is. */
  'one without OMEMO': PLAIN_ONLY,
  /** Load-test material: the same device in every proceed, and nothing ever encrypted. */
  'one that announces and never encrypts': { ...USUAL, encrypts: false },
  /** XEP-0166 as it is: never heard of proposals, and calls one resource. */
  'one without JMI': { ...PLAIN_ONLY, callsDirectly: true, finishes: false },
  /** The same, and encrypts for the device that it knows of the contact. */
  'one without JMI, with OMEMO': { ...USUAL, announces: 'never', callsDirectly: true, finishes: false },
  /** XEP-0353 as it was before 2021: accept to the own account, no finish, OMEMO unheard of. */
  'one of the first JMI': { ...PLAIN_ONLY, rings: false, finishes: false, sendsLegacyAccept: true },
} as const satisfies Readonly<Record<string, Traits>>;

export type ClientName = keyof typeof CLIENTS;
export const CLIENT_NAMES = Object.keys(CLIENTS) as ClientName[];
