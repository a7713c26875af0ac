/**
 * The sentences that Z3 is asked about: what a verdict says of the device and of the call.
 */
import type { Claim } from './claim.ts';
import { CLAIMS_OF_BOTH } from './claims-of-both.ts';
import { all, any, equal, not } from './formula.ts';
import type { Acting } from './possible.ts';
import {
  authenticated,
  CALLEE,
  CALLER,
  compared,
  connected,
  encrypted,
  someEnd,
  furtherContent,
  isAttackers,
  isHonest,
  isSameDevice,
  isSameEnd,
} from './terms.ts';

const CONTENT = 'content';
const OTHER_CONTENT = 'otherContent';
const shown = someEnd('shown');
const other = someEnd('other');
const certificate = someEnd('cert');

const shows = authenticated(shown, certificate, CONTENT);
const showing: Acting = { end: shown, opened: { from: shown.peer, certificate, content: CONTENT }, isOver: false };
const owning: Acting = { end: certificate, isOver: true };

/** Nobody calls its own account: a story in which somebody does is no worse, only harder to read. */
const callsAnother = not(equal(shown.device.account, shown.contact));
const namesHonestDevice = isHonest(shown.peer);
const isOfNamedDevice = isSameDevice(certificate.device, shown.peer);
const namesOneOfContact = all(equal(shown.contact, shown.peer.account), isHonest(shown.device));
const isCertificateOfAnAttacker = all(
  isAttackers(certificate.device),
  equal(certificate.device.account, shown.peer.account),
);
/** What *authenticated* says of the device. */
const ofDevice = {
  device: {
    sentence: 'authenticated: the certificate is of the device whose key the verdict names',
    counterexample: [shows],
    condition: all(namesHonestDevice, not(isOfNamedDevice), callsAnother),
    acting: [showing, owning],
    staging: all(
      namesOneOfContact,
      any(
        isCertificateOfAnAttacker,
        all(equal(certificate.contact, shown.contact), isSameDevice(certificate.peer, shown.peer)),
      ),
    ),
  },
  contents: {
    sentence: 'the certificate of every content is of that device',
    counterexample: [furtherContent(shown, certificate)],
    condition: all(namesHonestDevice, not(isOfNamedDevice), callsAnother),
    acting: [],
    staging: all(namesOneOfContact, isCertificateOfAnAttacker),
  },
  media: {
    sentence: 'connected: media runs with the device whose key the verdict names',
    counterexample: [connected(shown, certificate)],
    condition: all(namesHonestDevice, not(isOfNamedDevice), callsAnother),
    acting: [],
    staging: all(namesOneOfContact, isCertificateOfAnAttacker),
  },
  madeForMe: {
    sentence: 'that device made the certificate for a call with this device',
    counterexample: [shows],
    condition: all(namesHonestDevice, not(isSameDevice(certificate.peer, shown.device))),
    acting: [showing, owning],
  },
  ofContact: {
    sentence: 'that device belongs to the contact',
    counterexample: [shows],
    condition: all(not(equal(shown.peer.account, shown.contact)), callsAnother),
    acting: [showing],
    staging: all(isAttackers(shown.peer), isSameDevice(certificate.device, shown.peer)),
  },
  comparedOfContact: {
    sentence: 'that device belongs to the contact, where keys were compared',
    counterexample: [shows, compared(shown.device, shown.contact, shown.peer)],
    condition: all(not(equal(shown.peer.account, shown.contact)), callsAnother),
    acting: [showing],
    staging: all(namesHonestDevice, isOfNamedDevice, equal(certificate.contact, shown.device.account)),
  },
} as const satisfies Record<string, Claim>;

/** The certificate that belongs where another was taken: of the named device's end of this very call. */
const rightful = someEnd('right', { device: shown.peer, sessionId: shown.sessionId, peer: shown.device });

/** Two devices of one contact, called under one id by one honest caller. */
const first = someEnd('first', { role: CALLEE });
const second = someEnd('second', {
  role: CALLEE,
  device: { account: first.device.account, number: 'secondNumber' },
  contact: first.contact,
  sessionId: first.sessionId,
  peer: first.peer,
});
/** An earlier call of the first of them. */
const earlier = someEnd('earlier', { device: first.device });
const secondCertificate = someEnd('secondCert');
const bothShow = [
  authenticated(first, certificate, CONTENT),
  authenticated(second, secondCertificate, OTHER_CONTENT),
] as const;
const bothShowing: readonly Acting[] = [
  { end: first, opened: { from: first.peer, certificate, content: CONTENT }, isOver: false },
  { end: second, opened: { from: first.peer, certificate: secondCertificate, content: OTHER_CONTENT }, isOver: false },
  owning,
  { end: secondCertificate, isOver: true },
];
const areTwoDevices = all(
  not(equal(first.device.number, second.device.number)),
  isHonest(second.device),
  isHonest(first.peer),
  equal(first.contact, first.peer.account),
  not(equal(first.contact, first.device.account)),
);

const areBothCalled = all(
  equal(certificate.contact, first.device.account),
  equal(secondCertificate.contact, first.device.account),
  equal(secondCertificate.sessionId, second.sessionId),
);

/** What *authenticated* says of the call. */
const ofCall = {
  thisCall: {
    sentence: 'the certificate is the one that device has in this call',
    counterexample: [shows, encrypted(rightful.device, shown.device, rightful, OTHER_CONTENT)],
    condition: all(
      namesHonestDevice,
      callsAnother,
      not(equal(certificate.sessionId, shown.sessionId)),
      not(equal(rightful.role, shown.role)),
      equal(rightful.contact, shown.device.account),
      equal(shown.contact, shown.peer.account),
    ),
    acting: [showing, owning, { end: rightful, isOver: false }],
    staging: all(
      equal(shown.role, CALLEE),
      equal(certificate.role, CALLER),
      equal(certificate.contact, shown.device.account),
    ),
  },
  thisId: {
    sentence: 'that device knows the call by the same session id',
    counterexample: [shows],
    condition: all(namesHonestDevice, not(equal(certificate.sessionId, shown.sessionId)), callsAnother),
    acting: [showing, owning],
  },
  otherRole: {
    sentence: 'a caller’s peer is the callee, a callee’s the caller',
    counterexample: [shows],
    condition: all(namesHonestDevice, equal(certificate.role, shown.role), callsAnother),
    acting: [showing, owning],
    staging: all(equal(shown.role, CALLER), namesOneOfContact, equal(certificate.contact, shown.device.account)),
  },
  oneDevice: {
    sentence: 'of a contact’s devices one at most shows a call as authenticated',
    counterexample: bothShow,
    condition: areTwoDevices,
    acting: bothShowing,
    staging: areBothCalled,
  },
  replayed: {
    sentence: 'nor a second with what it opened in an earlier call',
    counterexample: [authenticated(earlier, certificate, CONTENT), ...bothShow],
    condition: all(
      areTwoDevices,
      equal(earlier.sessionId, certificate.sessionId),
      isSameDevice(earlier.peer, first.peer),
      equal(earlier.contact, first.contact),
      not(isSameEnd(earlier, first)),
    ),
    acting: [
      ...bothShowing,
      { end: earlier, opened: { from: earlier.peer, certificate, content: CONTENT }, isOver: true },
    ],
    staging: areBothCalled,
  },
  twoLiveCalls: {
    sentence: 'two live calls with a contact never use one certificate',
    counterexample: [shows, authenticated(other, certificate, OTHER_CONTENT)],
    condition: all(
      isSameDevice(shown.device, other.device),
      equal(shown.contact, other.contact),
      not(isSameEnd(shown, other)),
      namesHonestDevice,
      callsAnother,
    ),
    acting: [
      showing,
      owning,
      { end: other, opened: { from: other.peer, certificate, content: OTHER_CONTENT }, isOver: false },
    ],
    staging: all(
      namesOneOfContact,
      equal(certificate.contact, shown.device.account),
      isSameDevice(other.peer, shown.peer),
    ),
  },
  ownHere: {
    sentence: 'a call’s own certificate is never taken for the peer’s',
    counterexample: [authenticated(shown, shown, CONTENT)],
    condition: callsAnother,
    acting: [],
    staging: namesOneOfContact,
  },
  notItself: {
    sentence: 'no device is shown a call as authenticated by itself',
    counterexample: [shows],
    condition: all(callsAnother, isSameDevice(shown.peer, shown.device)),
    acting: [showing, owning],
  },
  ownHereOfHonest: {
    sentence: 'the same, where the named device is honest',
    counterexample: [authenticated(shown, shown, CONTENT)],
    condition: all(callsAnother, namesHonestDevice),
    acting: [],
    staging: namesOneOfContact,
  },
} as const satisfies Record<string, Claim>;

export const CLAIMS = { ...ofDevice, ...ofCall, ...CLAIMS_OF_BOTH };
export type ClaimName = keyof typeof CLAIMS;
