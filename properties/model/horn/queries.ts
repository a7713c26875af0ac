/**
 * What is asked of Z3, with the answer that is expected, and what the answer teaches.
 *
 * For each measure there is a question that it alone decides: with it proved, without it an attack. So a proof is not
 * one of a model in which nothing happens.
 */
import type { ClaimName } from './claims.ts';
import type { Measures } from './theory.ts';

/** `attack`: the claim is false, and z3 tells how. `possible`: the same, and it is as it should be. */
export type Answer = 'attack' | 'possible' | 'proved';

export interface Query {
  readonly claim: ClaimName;
  /** Told beside the claim; empty for what ships. */
  readonly world: string;
  readonly without: Partial<Measures>;
  readonly expected: Answer;
}

const AS_IT_IS = { world: 'as shipped', without: {} } as const;
/** The attacker knows only what its own devices decrypt: the attack is then not for want of encryption. */
const ENCRYPTED_ONLY = { world: 'as shipped, every call encrypted', without: { hasPlainCalls: false } } as const;
const SEALED = { world: 'whole stanzas encrypted (XEP-0420)', without: { sealsStanzas: true } } as const;

function without(world: string, measures: Partial<Measures>): Pick<Query, 'without' | 'world'> {
  return { world, without: { hasPlainCalls: false, ...measures } };
}

export const QUERIES: readonly Query[] = [
  { claim: 'goodCall', ...ENCRYPTED_ONLY, expected: 'possible' },
  {
    claim: 'goodCall',
    world: SEALED.world,
    without: { ...SEALED.without, hasPlainCalls: false },
    expected: 'possible',
  },

  // The main sentence, and what it rests on.
  { claim: 'device', ...AS_IT_IS, expected: 'proved' },
  { claim: 'device', ...without('header number compared only', { confirmsKey: false }), expected: 'attack' },
  { claim: 'device', ...without('key confirmed only', { comparesNumber: false }), expected: 'proved' },
  {
    claim: 'device',
    ...without('OMEMO opens one’s own ciphertexts', { keepsDirectionsApart: false }),
    expected: 'attack',
  },
  { claim: 'contents', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'contents',
    ...without('only the first content held', { holdsAllContents: false, hasPlainCalls: true }),
    expected: 'attack',
  },
  { claim: 'media', ...AS_IT_IS, expected: 'proved' },
  { claim: 'media', ...without('used certificate not compared', { comparesUsed: false }), expected: 'attack' },
  { claim: 'madeForMe', ...AS_IT_IS, expected: 'proved' },
  { claim: 'ofContact', ...ENCRYPTED_ONLY, expected: 'attack' },
  { claim: 'comparedOfContact', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'comparedOfContact',
    ...without('contacts show others’ keys as theirs', { contactsShowOwnKeys: false }),
    expected: 'attack',
  },

  // The call is not in the ciphertext.
  { claim: 'thisCall', ...ENCRYPTED_ONLY, expected: 'attack' },
  { claim: 'thisId', ...SEALED, expected: 'proved' },
  { claim: 'otherRole', ...ENCRYPTED_ONLY, expected: 'attack' },
  { claim: 'otherRole', ...SEALED, expected: 'proved' },
  { claim: 'oneDevice', ...ENCRYPTED_ONLY, expected: 'attack' },
  { claim: 'oneDevice', ...SEALED, expected: 'proved' },

  // What is known from elsewhere, and what was opened before.
  { claim: 'replayed', ...AS_IT_IS, expected: 'proved' },
  { claim: 'replayed', ...without('OMEMO opens a ciphertext again', { opensOnce: false }), expected: 'attack' },
  { claim: 'twoLiveCalls', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'twoLiveCalls',
    ...without('other live calls not looked at', { refusesOtherCalls: false }),
    expected: 'attack',
  },
  { claim: 'ownHere', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'ownHere',
    ...without('OMEMO opens one’s own ciphertexts', { keepsDirectionsApart: false, hasPlainCalls: true }),
    expected: 'proved',
  },
  { claim: 'ownHere', ...without('own certificate not looked for', { refusesOwn: false }), expected: 'attack' },
  {
    claim: 'ownHereOfHonest',
    ...without('own certificate not looked for', { refusesOwn: false, hasPlainCalls: true }),
    expected: 'proved',
  },
  {
    claim: 'ownHereOfHonest',
    ...without('neither, and OMEMO opens one’s own', { refusesOwn: false, keepsDirectionsApart: false }),
    expected: 'attack',
  },
  { claim: 'notItself', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'notItself',
    ...without('own key taken for a device of the contact’s', { refusesOwnKey: false }),
    expected: 'attack',
  },

  // Who is it with?
  { claim: 'nameEachOther', ...ENCRYPTED_ONLY, expected: 'attack' },
  {
    claim: 'nameEachOther',
    world: SEALED.world,
    without: { ...SEALED.without, hasPlainCalls: false },
    expected: 'attack',
  },
  {
    claim: 'nameEachOther',
    world: 'the DTLS handshake names both ends (RFC 8844)',
    without: { namesEndsInHandshake: true },
    expected: 'proved',
  },
  { claim: 'namedWithHonestPeers', ...AS_IT_IS, expected: 'proved' },
  { claim: 'knowAccounts', ...ENCRYPTED_ONLY, expected: 'attack' },
  { claim: 'knowAccounts', ...SEALED, expected: 'proved' },
  { claim: 'comparedAccounts', ...AS_IT_IS, expected: 'proved' },
  {
    claim: 'comparedAccounts',
    ...without('contacts show others’ keys as theirs', { contactsShowOwnKeys: false }),
    expected: 'attack',
  },
];
