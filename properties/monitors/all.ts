/** Every rule the machines are held to, in the order of the rules. */
import { decryptsFromPinnedDevice } from './a3-pinned-device.ts';
import { authenticatedBothWays } from './a5-authenticated.ts';
import { takesOneDescription } from './a6-one-description.ts';
import { usesTheAgreedCertificate } from './a8-certificate.ts';
import { verdictFollowsTrust } from './a9-trust.ts';
import { plainHasItsCause } from './b10-cause.ts';
import { neverPlainAfterEncrypted } from './b11-never-plain-after-encrypted.ts';
import { needsFingerprints } from './b12-one-kind.ts';
import { noWayBack } from './b13-no-way-back.ts';
import { hearsOnlyThePeer } from './c14-other-resources.ts';
import { latchesOnce } from './c15-one-peer.ts';
import { actsOnConsent } from './c16-consent.ts';
import { migratesWhenTold } from './c16-migration.ts';
import { keepsToTheMedia } from './c17-media.ts';
import { waitsForTheirs } from './c19-tie-break.ts';
import { answersEachRequestOnce } from './d20-one-answer.ts';
import { refusesRepeatedDescriptions } from './d21-repeated-description.ts';
import { alwaysHasADeadline } from './d22-deadlines.ts';
import { tellsTheEnd } from './d22-last-word.ts';
import { endsOnce } from './d22-one-end.ts';
import { dropsLateResults } from './d25-late-results.ts';
import { movesCandidatesInOrder } from './e27-candidates.ts';
import { hidesPresence } from './e27-presence.ts';
import { stopsRingingAtOnce } from './i10-answered-elsewhere.ts';
import type { Monitor } from './monitor.ts';
import { keepsPolicy } from './policy.ts';

export const MONITORS: readonly Monitor<unknown>[] = [
  decryptsFromPinnedDevice,
  authenticatedBothWays,
  takesOneDescription,
  usesTheAgreedCertificate,
  verdictFollowsTrust,
  plainHasItsCause,
  keepsPolicy,
  neverPlainAfterEncrypted,
  needsFingerprints,
  noWayBack,
  hearsOnlyThePeer,
  latchesOnce,
  actsOnConsent,
  migratesWhenTold,
  keepsToTheMedia,
  waitsForTheirs,
  answersEachRequestOnce,
  refusesRepeatedDescriptions,
  endsOnce,
  tellsTheEnd,
  alwaysHasADeadline,
  dropsLateResults,
  hidesPresence,
  movesCandidatesInOrder,
  stopsRingingAtOnce,
];
