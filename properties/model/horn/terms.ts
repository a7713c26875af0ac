/**
 * What the Horn clauses speak of: devices, ends of calls, certificates, and the predicates over them.
 *
 * A *device* is its OMEMO identity key. It is two integers, the account it really belongs to and a number of its own;
 * there are as many of either as there are integers. A device with a negative number is the attacker's: a stolen
 * device of that account, or one its server listed.
 *
 * An *end* is one device's side of one call: its role, the account the call is with as this side sees it, the session
 * id, and the one device the call is bound to. Each end has a certificate of its own (rule 7), so an end and its
 * certificate are the same seven integers.
 */
import { all, equal, not } from './formula.ts';
import type { Atom, Formula, Term } from './formula.ts';

export interface DeviceTerm {
  readonly account: Term;
  readonly number: Term;
}

export const CALLER = 0;
export const CALLEE = 1;

export interface EndTerm {
  readonly device: DeviceTerm;
  readonly role: Term;
  /** The account that this side called, or was called by. */
  readonly contact: Term;
  readonly sessionId: Term;
  /** The identity key of the binding: the device the verdict names. */
  readonly peer: DeviceTerm;
}

export function someDevice(name: string): DeviceTerm {
  return { account: `${name}Account`, number: `${name}Number` };
}

/** An end with variables for all that is not given. */
export function someEnd(name: string, given: Partial<EndTerm> = {}): EndTerm {
  const variables = {
    device: someDevice(name),
    role: `${name}Role`,
    contact: `${name}Contact`,
    sessionId: `${name}SessionId`,
    peer: someDevice(`${name}Peer`),
  };
  return { ...variables, ...given };
}

export function isHonest({ number }: DeviceTerm): Formula {
  return { kind: 'notNegative', term: number };
}

export function isAttackers(device: DeviceTerm): Formula {
  return not(isHonest(device));
}

export function isSameDevice(one: DeviceTerm, other: DeviceTerm): Formula {
  return all(equal(one.account, other.account), equal(one.number, other.number));
}

export function isSameEnd(one: EndTerm, other: EndTerm): Formula {
  return all(...flat(one).map((term, index) => equal(term, flat(other)[index] ?? term)));
}

function flatDevice({ account, number }: DeviceTerm): readonly Term[] {
  return [account, number];
}

function flat({ device, role, contact, sessionId, peer }: EndTerm): readonly Term[] {
  return [...flatDevice(device), role, contact, sessionId, ...flatDevice(peer)];
}

/** The end whose seven integers these are. */
export function endOf(values: readonly number[]): EndTerm {
  const [account = 0, number = 0, role = 0, contact = 0, sessionId = 0, peerAccount = 0, peerNumber = 0] = values;
  const peer = { account: peerAccount, number: peerNumber };
  return { device: { account, number }, role, contact, sessionId, peer };
}

export type PredicateName =
  | 'accepted'
  | 'authenticated'
  | 'bad'
  | 'compared'
  | 'connected'
  | 'delivered'
  | 'encrypted'
  | 'furtherContent'
  | 'joined'
  | 'known'
  | 'waiting';

function atom(predicate: PredicateName, ...terms: readonly Term[]): Atom {
  return { predicate, terms };
}

/** A caller has sent its offer, encrypted, and holds answers against this announced device number. */
export function waiting(caller: EndTerm, announced: Term): Atom {
  return atom('waiting', ...flat(caller), announced);
}

/** `from` has encrypted this certificate's fingerprint for `to`, for the content of this number. */
export function encrypted(from: DeviceTerm, to: DeviceTerm, certificate: EndTerm, content: Term): Atom {
  return atom('encrypted', ...flatDevice(from), ...flatDevice(to), ...flat(certificate), content);
}

/** The server delivers a ciphertext, under a header that names this device number. */
export function delivered(header: Term, from: DeviceTerm, to: DeviceTerm, certificate: EndTerm, content: Term): Atom {
  return atom('delivered', header, ...flatDevice(from), ...flatDevice(to), ...flat(certificate), content);
}

/** The attacker knows this certificate's fingerprint. */
export function known(certificate: EndTerm): Atom {
  return atom('known', ...flat(certificate));
}

/** A callee has decrypted an offer, and nothing against it was found. `content` tells which ciphertext it was. */
export function accepted(callee: EndTerm, certificate: EndTerm, content: Term): Atom {
  return atom('accepted', ...flat(callee), ...flat(certificate), content);
}

/** An end shows its call as authenticated, with this certificate for the peer's. */
export function authenticated(shown: EndTerm, certificate: EndTerm, content: Term): Atom {
  return atom('authenticated', ...flat(shown), ...flat(certificate), content);
}

/** A content of the same stanza but the first uses this certificate. */
export function furtherContent(shown: EndTerm, certificate: EndTerm): Atom {
  return atom('furtherContent', ...flat(shown), ...flat(certificate));
}

/** An end reports its call as connected; media runs on this certificate. */
export function connected(shown: EndTerm, used: EndTerm): Atom {
  return atom('connected', ...flat(shown), ...flat(used));
}

/** The DTLS handshake of two ends with each other is complete, and both show it as authenticated. */
export function joined(one: EndTerm, other: EndTerm): Atom {
  return atom('joined', ...flat(one), ...flat(other));
}

/** The user of a device has compared this key with a contact, who showed it as the contact's own. */
export function compared(user: DeviceTerm, contact: Term, shown: DeviceTerm): Atom {
  return atom('compared', ...flatDevice(user), contact, ...flatDevice(shown));
}

export const BAD: Atom = atom('bad');
