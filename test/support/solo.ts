/**
 * Juliet's core alone, with a romeo who is played by hand: for tests of one stanza at a time. Without OMEMO unless
 * asked.
 */
import type { Wire } from '../../src/call/ports.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { engineOf, keyWith } from './pair.ts';
import { JULIET, ROMEO } from './parties.ts';
import { content, fingerprint, jingle, propose } from './stanzas.ts';
import { summary } from './story.ts';
import type { Party, PartyOptions, World } from './world.ts';
import { createWorld } from './world.ts';

/** The id of the call that romeo's stanzas are about. */
export const S1 = 's1' as SessionId;

export interface Solo extends World {
  readonly juliet: Party;
}

const NOWHERE: Wire = { send: () => {} };

/** Nothing has happened. What she sends is noted and goes nowhere: nobody answers but the test. */
export async function idle(options: PartyOptions = {}): Promise<Solo> {
  const world = await createWorld({ parties: [[JULIET, { omemo: 'none', wrapWire: () => NOWHERE, ...options }]] });
  return { ...world, juliet: world.parties[0]! };
}

/** Romeo's audio call rings. */
export async function ringing(options?: PartyOptions): Promise<Solo> {
  const solo = await idle(options);
  solo.juliet.receive(propose(ROMEO.account, JULIET.account, S1));
  return solo;
}

/** Juliet has accepted it. */
export async function accepted(options?: PartyOptions): Promise<Solo> {
  const solo = await ringing(options);
  solo.juliet.manager.accept(keyWith(ROMEO, S1));
  return solo;
}

/** Romeo's plain offer is answered. */
export async function answered(options?: PartyOptions): Promise<Solo> {
  const solo = await accepted(options);
  solo.juliet.receive(offer());
  await solo.settle();
  return solo;
}

/** Media runs. */
export async function active(options?: PartyOptions): Promise<Solo> {
  const solo = await answered(options);
  engineOf(solo.juliet).connected(ROMEO.dtlsFingerprint);
  return solo;
}

/** Romeo's plain offer of audio. */
export function offer(iqId = 'offer'): string {
  const audio = content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
  return jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, audio, iqId);
}

/** What the party sends while `act` runs, in a few words each. */
export function sentDuring({ sent }: Party, act: () => void): readonly string[] {
  return stanzasDuring({ sent }, act).map(summary);
}

/** The same, to the byte. */
export function bytesDuring({ sent }: Party, act: () => void): readonly string[] {
  return stanzasDuring({ sent }, act).map((stanza) => serializeXml(stanza, 'jabber:client'));
}

function stanzasDuring({ sent }: Pick<Party, 'sent'>, act: () => void): readonly XmlElement[] {
  const before = sent.length;
  act();
  return sent.slice(before);
}
