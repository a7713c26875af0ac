/** A call that runs, and contents that are added to it with other fingerprints than the sender's core wrote. */
import type { XmlElement } from '../../src/xml/element.ts';
import { NS_OMEMO_VERIFICATION } from '../../src/xml/namespaces.ts';
import type { RunningCall, Who } from './changing.ts';
import { partiesOf, running, sentSince } from './changing.ts';
import { fingerprintsIn, tampering, withFingerprints } from './hostile.ts';
import { keyWith } from './pair.ts';
import type { Party, PartyOptions } from './world.ts';

export type Action = 'content-accept' | 'content-add';

export interface Place {
  readonly action: Action;
  /** Who is handed the changed stanza. */
  readonly victim: Who;
}

/** What comes instead of a fingerprint; the index counts those of the stanza. */
export type Replace = (fingerprint: XmlElement, index: number) => XmlElement | readonly XmlElement[] | undefined;

/** A call in which something is to be replaced. */
export interface Target {
  readonly call: RunningCall;
  readonly victim: Party;
  readonly liar: Party;
  /** The DTLS role that the sender's core would have written. */
  readonly setup: 'active' | 'actpass' | 'passive';
}

export interface Attacked extends Target {
  /** What the victim sent from the addition on. */
  readonly sent: readonly string[];
  /** How often the victim's OMEMO was asked to decrypt something from the addition on. */
  readonly decrypted: number;
}

/** Two videos are added, by whoever makes the place come about; users say yes wherever they are asked. */
export async function attackAddition(
  { action, victim: who }: Place,
  make: (target: Target) => Promise<Replace> | Replace,
): Promise<Attacked> {
  let replace: Replace = (fingerprint) => fingerprint;
  let decrypted = 0;
  const wrapOmemo: NonNullable<PartyOptions['wrapOmemo']> = (omemo) => ({
    ...omemo,
    decrypt: (expected, message) => {
      decrypted += 1;
      return omemo.decrypt(expected, message);
    },
  });
  const call = await running({
    [who]: { wrapOmemo },
    tamper: tampering(action, (stanza) => withFingerprints(stanza, (found, index) => replace(found, index))),
  });
  const [victim, liar] = partiesOf(call, who);
  const target = { call, victim, liar, setup: setupIn(action, who) };
  replace = await make(target);
  decrypted = 0;
  const before = victim.sent.length;
  const [adder, asked] = action === 'content-add' ? [liar, victim] : [victim, liar];
  adder.manager.changes.addContents(keyWith(asked, call.sessionId), ['video', 'video']);
  await call.settle();
  const key = keyWith(adder, call.sessionId);
  // Where they were turned down unseen, nobody is asked.
  if (asked.manager.changes.offered(key).length > 0) asked.manager.changes.acceptContents(key);
  await call.settle();
  return { ...target, sent: sentSince(victim, before), decrypted };
}

function setupIn(action: Action, victim: Who): Target['setup'] {
  if (action === 'content-add') return 'actpass';
  // The callee's end has the active role, from the first answer on.
  return victim === 'romeo' ? 'active' : 'passive';
}

/** The first encrypted fingerprint that a party was sent by the other one. */
export function firstCiphertextTo({ call, victim }: Target): XmlElement {
  const [first] = call.delivered
    .filter(({ to }) => to === victim.account)
    .flatMap(({ stanza }) => fingerprintsIn(stanza))
    .filter(({ namespace }) => namespace === NS_OMEMO_VERIFICATION);
  if (first === undefined) throw new Error('nothing encrypted yet');
  return first;
}
