/** Verdicts, refusals and keys in words for people. Never says "secure": it says what was checked, and against what. */
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import type { Policy } from '../../machines/context.ts';
import { decodeBase64 } from '../base/base64.ts';
import type { Verdict } from '../call/verdict.ts';
import type { IdentityKey } from '../stanzas/omemo.ts';
import type { RefusalCause } from './refusal.ts';

/** What was found, as the object of "refused". At most 60 characters: it stands beside a lane. */
export const REFUSAL_WORDS: Readonly<Record<RefusalCause, string>> = {
  announcedNotUsed: 'I named my device, and the offer came in clear',
  certificateDiffers: 'media uses another certificate than the one given',
  connectivity: 'no connection could be made',
  disabled: 'OMEMO is off for this call',
  distrusted: 'the key of the other device is distrusted',
  invalidDevice: 'the answer names a device that cannot be',
  media: 'the media engine cannot use what was described',
  missingFingerprint: 'a content came without certificate',
  mixedFingerprints: 'a certificate in clear among encrypted ones',
  noSession: 'no OMEMO keys of the other device',
  notAnnounced: 'the policy wants OMEMO, and no device was named',
  otherMedia: 'other media than agreed',
  plainFingerprint: 'I offered encrypted, and the answer came in clear',
  timeout: 'the deadline has passed',
  undecryptable: 'this does not decrypt as a new message of the device',
  unexpectedDevice: 'encrypted by another device than the one that answered',
};

const CAUSE_WORDS: Readonly<Record<UnauthenticatedCause, string>> = {
  announcedNotUsed: 'this phone named its OMEMO device, and the offer came in clear all the same',
  disabled: 'OMEMO is off for this call',
  distrusted: 'the key of the device is distrusted',
  invalidDevice: 'the answer named a device that cannot be',
  noSession: 'a device was named, and no OMEMO session with it could be made',
  notAnnounced: 'the answer named no OMEMO device',
  oneWay: 'only one direction came through OMEMO',
};

const TRUST_WORDS = {
  blind: 'blind: nobody has compared the keys yet',
  undecided: 'undecided: this key is new beside one that was compared',
  verified: 'verified: the user has compared the key',
} as const;

export function causeWords(because: UnauthenticatedCause): string {
  return `${because}: ${CAUSE_WORDS[because]}`;
}

export function trustWords({ trust }: Extract<Verdict, { state: 'authenticated' }>): string {
  return TRUST_WORDS[trust];
}

export const POLICY_WORDS: Readonly<Record<Policy, string>> = {
  opportunistic: 'OMEMO where both sides have it',
  expect: 'no falling back once a device was named',
  require: 'no call without OMEMO',
};

/**
 * A public key for people to compare: 64 hexadecimal digits in groups of eight, without the byte that all keys begin
 * with.
 */
export function keyGroups(identityKey: IdentityKey): readonly string[] {
  const bytes = decodeBase64(identityKey) ?? new Uint8Array();
  const digits = Array.from(bytes.subarray(1), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.match(/.{8}/g) ?? [];
}
