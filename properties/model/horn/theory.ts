/**
 * How calls are made and attacked, as Horn clauses: what the core does, what the server and the attacker's devices can
 * do, and each measure as a switch, so that one can see what it is worth.
 *
 * What a clause leaves out, it allows: no clause asks for an order in time, for the user's consent, or that something
 * happens once. A proof is the stronger for it; an attack is checked for what happens once (`possible.ts`).
 *
 * Mirrors src/call/call-omemo.ts, src/call/data-plane.ts, src/transform/ and the encrypted paths of both machines.
 * Plain and one-way calls are not here: they are never shown as authenticated (`machines/verdict.ts`, I4).
 */
import { all, any, equal, not, provided } from './formula.ts';
import type { Clause, Formula } from './formula.ts';
import type { Speaker } from './speaker.ts';
import {
  accepted,
  authenticated,
  CALLEE,
  CALLER,
  compared,
  connected,
  delivered,
  someDevice,
  encrypted,
  someEnd,
  furtherContent,
  isAttackers,
  isHonest,
  isSameDevice,
  isSameEnd,
  joined,
  known,
  waiting,
} from './terms.ts';
import type { DeviceTerm, EndTerm } from './terms.ts';

/** A clause that can be told. What goes without saying has nothing to tell. */
export interface Rule extends Clause {
  readonly tell?: (see: Speaker) => string;
}

/** What holds each measure in the code is listed in docs/second-engines.md. */
export interface Measures {
  /** The number in the OMEMO header is compared with the announced one before anything is decrypted. Rule 3. */
  readonly comparesNumber: boolean;
  /** The identity key that really encrypted is compared with the binding's. Rule 3. */
  readonly confirmsKey: boolean;
  /** Every content has to be encrypted, by the one device, and name the one certificate. Rules 1 and 2. */
  readonly holdsAllContents: boolean;
  /** Our own certificate coming back is refused. Rule 7. */
  readonly refusesOwn: boolean;
  /** A certificate of another live call with this contact is refused. Rule 7. */
  readonly refusesOtherCalls: boolean;
  /** The certificate media runs on has to be the authenticated one. Rule 8. */
  readonly comparesUsed: boolean;
  /** OMEMO: no session is started with our own identity key, whoever publishes it. */
  readonly refusesOwnKey: boolean;
  /** OMEMO: a ciphertext opens once. */
  readonly opensOnce: boolean;
  /** OMEMO: a ciphertext opens at the end it was made for, not at the one that made it. */
  readonly keepsDirectionsApart: boolean;
  /**
   * Not in the draft: whole stanzas are encrypted, so that session id, role and both accounts are inside. XEP-0420.
   */
  readonly sealsStanzas: boolean;
  /** Not in the draft: the DTLS handshake itself names both ends, as in RFC 8844. */
  readonly namesEndsInHandshake: boolean;
  /** Contacts who let a user compare keys show their own. */
  readonly contactsShowOwnKeys: boolean;
  /** Some calls are plain: the server then reads certificates off the wire. */
  readonly hasPlainCalls: boolean;
}

/** What ships, over the draft as it is deployed. */
export const AS_SHIPPED: Measures = {
  comparesNumber: true,
  confirmsKey: true,
  holdsAllContents: true,
  refusesOwn: true,
  refusesOtherCalls: true,
  comparesUsed: true,
  refusesOwnKey: true,
  opensOnce: true,
  keepsDirectionsApart: true,
  sealsStanzas: false,
  namesEndsInHandshake: false,
  contactsShowOwnKeys: true,
  hasPlainCalls: true,
};

const CONTENT = 'content';
const me = someEnd('me');
const caller = someEnd('me', { role: CALLER });
const callee = someEnd('me', { role: CALLEE });
const certificate = someEnd('cert');
const sender = someDevice('from');
const receiver = someDevice('to');

/** The rules of a world with these measures. */
export function rulesOf(measures: Measures): readonly Rule[] {
  return [...networkRules(measures), ...callerRules(measures), ...calleeRules(measures), ...endRules(measures)];
}

/** What the attacker can do: the server in the middle, and every device with a negative number. */
function networkRules({ hasPlainCalls }: Measures): readonly Rule[] {
  const rules: readonly Rule[] = [
    {
      name: 'deliver',
      premises: [encrypted(sender, receiver, certificate, CONTENT)],
      condition: all(),
      // The header is in clear, so whoever delivers it chooses what it says.
      conclusion: delivered('header', sender, receiver, certificate, CONTENT),
    },
    {
      name: 'attackersCertificate',
      premises: [],
      condition: isAttackers(certificate.device),
      conclusion: known(certificate),
    },
    {
      name: 'learn',
      premises: [encrypted(sender, receiver, certificate, CONTENT)],
      condition: isAttackers(receiver),
      conclusion: known(certificate),
      tell: (see) => `${see.device(receiver)} decrypts ${see.fingerprint(certificate, receiver)}.`,
    },
    {
      name: 'encryptAnything',
      premises: [known(certificate)],
      condition: isAttackers(sender),
      conclusion: encrypted(sender, receiver, certificate, CONTENT),
      tell: (see) =>
        `${see.device(sender)} encrypts ${see.fingerprint(certificate, sender)} for ${see.device(receiver)}.`,
    },
  ];
  const readOffTheWire: Rule = {
    name: 'readOffTheWire',
    premises: [],
    condition: isHonest(certificate.device),
    conclusion: known(certificate),
    tell: (see) => `The server reads ${see.fingerprint(certificate)} off a plain description.`,
  };
  return hasPlainCalls ? [...rules, readOffTheWire] : rules;
}

/**
 * The caller. It calls any account under any session id; the proceed, which comes through the server, names any device
 * number, and the bundle, which comes from the server, any key for it.
 */
function callerRules(measures: Measures): readonly Rule[] {
  const { comparesNumber, confirmsKey, refusesOwnKey, keepsDirectionsApart } = measures;
  const answer: Rule = {
    name: 'takeAnswer',
    premises: [waiting(caller, 'announced'), delivered('header', sender, caller.device, certificate, CONTENT)],
    condition: all(
      provided(comparesNumber, equal('header', 'announced')),
      provided(confirmsKey, isSameDevice(sender, caller.peer)),
      findsNothing(caller, sender, measures),
    ),
    conclusion: authenticated(caller, certificate, CONTENT),
    tell: (see) =>
      `As the answer in ${see.call(caller)}, ${see.device(caller.device)} gets ` +
      `${see.ciphertext(sender, certificate, CONTENT)}${see.headed(caller, sender)}. ${see.shows(caller)}.`,
  };
  // Only where OMEMO does not tell the directions apart: one's own ciphertext opens, as if the other had made it.
  const ownAnswer: Rule = {
    name: 'takeOwnAsAnswer',
    premises: [waiting(caller, 'announced'), delivered('header', caller.device, caller.peer, certificate, CONTENT)],
    condition: all(provided(comparesNumber, equal('header', 'announced')), findsNothing(caller, caller.peer, measures)),
    conclusion: authenticated(caller, certificate, CONTENT),
    tell: (see) =>
      `As the answer in ${see.call(caller)}, ${see.device(caller.device)} gets back ` +
      `${see.ciphertext(caller.device, certificate, CONTENT)}. ${see.shows(caller)}.`,
  };
  return [
    {
      name: 'offer',
      premises: [],
      condition: all(isHonest(caller.device), provided(refusesOwnKey, not(isSameDevice(caller.device, caller.peer)))),
      conclusion: waiting(caller, 'announced'),
      tell: (see) =>
        `${see.device(caller.device)} calls ${see.account(caller.contact)}, ${see.call(caller)}. The proceed and the ` +
        `key that arrive are of ${see.device(caller.peer)}.`,
    },
    {
      name: 'sendOffer',
      premises: [waiting(caller, 'announced')],
      condition: all(),
      conclusion: encrypted(caller.device, caller.peer, caller, CONTENT),
      tell: (see) => `${see.encrypts(caller, CONTENT)}.`,
    },
    answer,
    ...(keepsDirectionsApart ? [] : [ownAnswer]),
  ];
}

/** The callee. Whoever proposes under whatever id may ring; the first ciphertext of the offer binds the call. */
function calleeRules(measures: Measures): readonly Rule[] {
  return [
    {
      name: 'takeOffer',
      // The header's number becomes the binding's, so there is nothing yet to compare it with.
      premises: [delivered('header', callee.peer, callee.device, certificate, CONTENT)],
      condition: all(isHonest(callee.device), findsNothing(callee, callee.peer, measures)),
      conclusion: accepted(callee, certificate, CONTENT),
      tell: (see) =>
        `${see.device(callee.device)} takes ${see.call(callee)} from ${see.account(callee.contact)}. As the offer it ` +
        `gets ${see.ciphertext(callee.peer, certificate, CONTENT)}.`,
    },
    {
      name: 'sendAnswer',
      premises: [accepted(callee, certificate, 'opened')],
      condition: all(),
      conclusion: encrypted(callee.device, callee.peer, callee, CONTENT),
      tell: (see) => `${see.encrypts(callee, CONTENT)}.`,
    },
    {
      name: 'showAnswered',
      premises: [accepted(callee, certificate, CONTENT)],
      condition: all(),
      conclusion: authenticated(callee, certificate, CONTENT),
      tell: (see) => `${see.shows(callee)}.`,
    },
  ];
}

/** What comes after the verdict, and beside it. */
function endRules(measures: Measures): readonly Rule[] {
  const { holdsAllContents, comparesUsed, namesEndsInHandshake, contactsShowOwnKeys } = measures;
  const other = someEnd('other');
  const sameStanza: Rule = {
    name: 'takeFurtherContent',
    premises: [authenticated(me, certificate, CONTENT), delivered('header', sender, me.device, other, 'otherContent')],
    condition: all(isSameDevice(sender, me.peer), isSameEnd(other, certificate)),
    conclusion: furtherContent(me, other),
  };
  const whatever: Rule = {
    name: 'takeAnyFurtherContent',
    premises: [authenticated(me, certificate, CONTENT), known(other)],
    condition: all(),
    conclusion: furtherContent(me, other),
    tell: (see) => `A second content of the same stanza has ${see.fingerprint(other)}, in clear, and is taken as well.`,
  };
  return [
    holdsAllContents ? sameStanza : whatever,
    {
      name: 'connect',
      // Anybody can be at the other end of the handshake; what it proves is which certificate that is.
      premises: [authenticated(me, certificate, CONTENT)],
      condition: provided(comparesUsed, isSameEnd(other, certificate)),
      conclusion: connected(me, other),
      tell: (see) =>
        `Media of ${see.call(me)} at ${see.device(me.device)} connects to whoever has the key to ` +
        `${see.fingerprint(other)}.`,
    },
    {
      name: 'join',
      // Each holds the other's certificate for its peer's, so the handshake between the two succeeds.
      premises: [authenticated(me, other, CONTENT), authenticated(other, me, 'otherContent')],
      condition: provided(
        namesEndsInHandshake,
        all(isSameDevice(me.peer, other.device), isSameDevice(other.peer, me.device)),
      ),
      conclusion: joined(me, other),
      tell: (see) =>
        `${see.device(me.device)} and ${see.device(other.device)} have each other's fingerprint, so media connects ` +
        `between them.`,
    },
    {
      name: 'compare',
      premises: [],
      condition: all(isHonest(me.device), provided(contactsShowOwnKeys, equal(sender.account, me.contact))),
      conclusion: compared(me.device, me.contact, sender),
      tell: (see) =>
        `The user of ${see.device(me.device)} compares keys with ${see.account(me.contact)}, who shows ` +
        `that of ${see.device(sender)}.`,
    },
  ];
}

/** What is checked of a certificate that was decrypted, beyond who encrypted it. */
function findsNothing(receiving: EndTerm, from: DeviceTerm, measures: Measures): Formula {
  const { refusesOwn, sealsStanzas } = measures;
  // An honest device seals what is true; the attacker's device seals whatever the check wants to see.
  const isSealedForHere = all(
    equal(certificate.sessionId, receiving.sessionId),
    not(equal(certificate.role, receiving.role)),
    equal(certificate.contact, receiving.device.account),
    equal(from.account, receiving.contact),
  );
  return all(
    provided(refusesOwn, not(isSameEnd(certificate, receiving))),
    provided(sealsStanzas, any(isAttackers(from), isSealedForHere)),
  );
}
