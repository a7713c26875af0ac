/** Offences against the rules of protection: a call said to be authenticated wrongly, or made weaker in silence. */
import type { CallEvent } from '../../machines/events.ts';
import { decryptsFromPinnedDevice } from '../../properties/monitors/a3-pinned-device.ts';
import { authenticatedBothWays } from '../../properties/monitors/a5-authenticated.ts';
import { takesOneDescription } from '../../properties/monitors/a6-one-description.ts';
import { usesTheAgreedCertificate } from '../../properties/monitors/a8-certificate.ts';
import { verdictFollowsTrust } from '../../properties/monitors/a9-trust.ts';
import { plainHasItsCause } from '../../properties/monitors/b10-cause.ts';
import { neverPlainAfterEncrypted } from '../../properties/monitors/b11-never-plain-after-encrypted.ts';
import { needsFingerprints } from '../../properties/monitors/b12-one-kind.ts';
import { noWayBack } from '../../properties/monitors/b13-no-way-back.ts';
import { keepsPolicy } from '../../properties/monitors/policy.ts';
import { accepts, ends, initiate, on, outOfOrder, tells } from './moments.ts';
import type { Offence } from './moments.ts';
import { answer, connected, decrypted, impossible, offer, proceed, trustChanged } from './tell.ts';

const AUTHENTICATED = tells({ state: 'authenticated', trust: 'blind' });
const ready: CallEvent = { type: 'omemo.ready' };
const encrypted: CallEvent = { type: 'omemo.encrypted' };
const described: CallEvent = { type: 'media.described' };

/** What an honest call has done before it breaks a rule. */
const sentEncrypted = [on(ready, 'encryptFingerprints'), on(encrypted, initiate('encrypted'))];
const bothEncrypted = [
  ...sentEncrypted,
  on(answer('encrypted', 'pinned'), 'acknowledge', 'decryptFingerprints'),
  on(decrypted('blind'), AUTHENTICATED),
];

export const AUTHENTICATION: readonly Offence[] = [
  [
    'decrypts a second answer',
    takesOneDescription,
    'caller',
    [...bothEncrypted, on(answer('encrypted', 'pinned'), 'acknowledge', 'decryptFingerprints')],
  ],
  [
    'applies a second answer',
    takesOneDescription,
    'caller',
    [on(answer('plain', 'unbound'), 'acknowledge', 'applyAnswer'), on(answer('plain', 'unbound'), 'applyAnswer')],
  ],
  [
    'decrypts an answer of another device',
    decryptsFromPinnedDevice,
    'caller',
    [...sentEncrypted, on(answer('encrypted', 'other'), 'acknowledge', 'decryptFingerprints')],
  ],
  ['decrypts what is not encrypted', decryptsFromPinnedDevice, 'callee', [on(offer('plain'), 'decryptFingerprints')]],
  ['encrypts before it knows for whom', decryptsFromPinnedDevice, 'callee', [on(described, 'encryptFingerprints')]],
  ['is authenticated upon an announcement', authenticatedBothWays, 'caller', [on(proceed('device'), AUTHENTICATED)]],
  [
    'is authenticated before the answer is decrypted',
    authenticatedBothWays,
    'caller',
    [...sentEncrypted, on(answer('encrypted', 'pinned'), 'acknowledge', 'decryptFingerprints', AUTHENTICATED)],
  ],
  [
    'is authenticated though ours went in the clear',
    authenticatedBothWays,
    'callee',
    [
      on(offer('encrypted'), 'acknowledge', 'decryptFingerprints'),
      on(decrypted('blind'), accepts('plain'), AUTHENTICATED),
    ],
  ],
  ['sends as encrypted what nobody encrypted', authenticatedBothWays, 'caller', [on(encrypted, initiate('encrypted'))]],
  [
    'sends as encrypted where encryption failed',
    authenticatedBothWays,
    'caller',
    [on(ready, 'encryptFingerprints'), on(impossible('noSession'), initiate('encrypted'))],
  ],
  [
    'connects on another certificate',
    usesTheAgreedCertificate,
    'caller',
    [on(described, 'startMedia'), on(connected('differs'), 'reportConnected')],
  ],
  [
    'connects before media was started',
    usesTheAgreedCertificate,
    'caller',
    [on(connected('match'), 'reportConnected')],
  ],
  [
    'goes on with another certificate',
    usesTheAgreedCertificate,
    'caller',
    [on(described, 'startMedia'), on(connected('differs'))],
  ],
  [
    'keeps a change of trust to itself',
    verdictFollowsTrust,
    'caller',
    [...bothEncrypted, on(trustChanged('distrusted'))],
  ],
  [
    'tells the same verdict again',
    verdictFollowsTrust,
    'caller',
    [...bothEncrypted, on(trustChanged('blind'), AUTHENTICATED)],
  ],
  [
    'tells another level than the one told last',
    verdictFollowsTrust,
    'caller',
    [...bothEncrypted, on(trustChanged('verified'), AUTHENTICATED)],
  ],
];

export const DOWNGRADE: readonly Offence[] = [
  ['sends in the clear without a cause', plainHasItsCause, 'caller', [on(ready, initiate('plain'))]],
  [
    'names another cause',
    plainHasItsCause,
    'caller',
    [
      on(proceed('invalid'), 'createOffer'),
      on(described, initiate('plain')),
      on(answer('plain'), 'acknowledge', tells({ state: 'unauthenticated', because: 'notAnnounced' })),
    ],
  ],
  [
    'goes on in the clear against the policy',
    keepsPolicy,
    'caller',
    [on(proceed('none'), 'createOffer'), on(described, initiate('plain'))],
  ],
  [
    'gives up though the policy lets it go on in the clear',
    keepsPolicy,
    'caller',
    [on(proceed('none'), ends('security-error'))],
    { policy: 'expect' },
  ],
  [
    'gives up an offer that the policy lets be plain',
    keepsPolicy,
    'callee',
    [on(offer('plain'), 'acknowledge', ends('security-error'))],
    { policy: 'opportunistic' },
  ],
  [
    'sends in the clear after encrypted',
    neverPlainAfterEncrypted,
    'caller',
    [...sentEncrypted, on(impossible('noSession'), initiate('plain'))],
  ],
  [
    'takes a plain answer to an encrypted offer',
    neverPlainAfterEncrypted,
    'caller',
    [...sentEncrypted, on(answer('plain'), 'acknowledge', 'applyAnswer')],
  ],
  [
    'answers an encrypted offer in the clear',
    neverPlainAfterEncrypted,
    'callee',
    [on(offer('encrypted'), 'acknowledge', 'decryptFingerprints'), on(described, accepts('plain'))],
  ],
  ['takes a description of mixed kinds', needsFingerprints, 'callee', [on(offer('mixed'), 'acknowledge')]],
  ['answers one without a fingerprint', needsFingerprints, 'callee', [on(offer('none'), outOfOrder, 'createAnswer')]],
  [
    'is authenticated again after a plain answer',
    noWayBack,
    'caller',
    [...sentEncrypted, on(answer('plain'), 'acknowledge'), on(ready, AUTHENTICATED)],
  ],
  [
    'connects after a plain answer',
    noWayBack,
    'caller',
    [...sentEncrypted, on(answer('plain'), 'acknowledge'), on(ready, 'startMedia')],
  ],
];
