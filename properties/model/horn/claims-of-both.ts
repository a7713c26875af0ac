/**
 * The sentences about both ends of a call: identity misbinding, or unknown key share.
 */
import type { Claim } from './claim.ts';
import { all, any, equal, not } from './formula.ts';
import { CALLEE, CALLER, compared, someEnd, isAttackers, isHonest, isSameDevice, joined } from './terms.ts';

const shown = someEnd('shown');
const other = someEnd('other');

const nameEachOther = all(isSameDevice(shown.peer, other.device), isSameDevice(other.peer, shown.device));
const knowEachOther = all(equal(shown.contact, other.device.account), equal(other.contact, shown.device.account));

const bothConnect = {
  counterexample: [joined(shown, other)],
  acting: [
    { end: shown, isOver: false },
    { end: other, isOver: false },
  ],
} as const;
/** Two honest devices of two people, each in a call with somebody else. */
const areHonestAndApart = all(
  isHonest(shown.device),
  isHonest(other.device),
  not(equal(shown.device.account, shown.contact)),
  not(equal(other.device.account, other.contact)),
  not(equal(shown.device.account, other.device.account)),
);

/** For the story: both call, or are called by, the one in between. */
const meetThroughOneContact = all(
  equal(shown.role, CALLER),
  equal(other.role, CALLEE),
  equal(shown.contact, other.contact),
  any(
    nameEachOther,
    all(isAttackers(shown.peer), equal(shown.peer.account, shown.contact), isSameDevice(shown.peer, other.peer)),
  ),
);

export const CLAIMS_OF_BOTH = {
  goodCall: {
    sentence: 'no call is ever shown as authenticated at both ends',
    ...bothConnect,
    condition: all(areHonestAndApart, nameEachOther, knowEachOther, equal(shown.sessionId, other.sessionId)),
    staging: all(equal(shown.role, CALLER), equal(other.role, CALLEE)),
  },
  nameEachOther: {
    sentence: 'two devices whose media connects are those that they name to each other',
    ...bothConnect,
    condition: all(areHonestAndApart, not(nameEachOther)),
    staging: meetThroughOneContact,
  },
  namedWithHonestPeers: {
    sentence: 'the same, where the named devices are honest',
    ...bothConnect,
    condition: all(areHonestAndApart, not(nameEachOther), isHonest(shown.peer), isHonest(other.peer)),
  },
  knowAccounts: {
    sentence: 'two devices that name each other know each other’s accounts',
    ...bothConnect,
    condition: all(
      areHonestAndApart,
      nameEachOther,
      not(equal(shown.contact, other.device.account)),
      not(equal(other.contact, shown.device.account)),
    ),
    staging: meetThroughOneContact,
  },
  comparedAccounts: {
    sentence: 'the same, where both users have compared keys',
    counterexample: [
      ...bothConnect.counterexample,
      compared(shown.device, shown.contact, shown.peer),
      compared(other.device, other.contact, other.peer),
    ],
    acting: bothConnect.acting,
    condition: all(areHonestAndApart, nameEachOther, not(knowEachOther)),
    staging: meetThroughOneContact,
  },
} as const satisfies Record<string, Claim>;
