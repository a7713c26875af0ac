/** Invariant I2: with whom one call uses OMEMO. */
import type { Monitor } from './monitor.ts';
import { violation } from './monitor.ts';

/** The device and key of the call; null while none was used. */
export type PartyState = string | null;

export const usesOneParty: Monitor<PartyState> = {
  rule: 'I2',
  sentence: 'every OMEMO payload of one call is encrypted for, or decrypted from, one device and identity key',
  start: () => null,
  next(state, moment) {
    if (moment.kind === 'start' || moment.facts === undefined) return state;
    let party = state;
    for (const used of [moment.facts.decryptedFrom, moment.facts.encryptedTo]) {
      if (used === undefined) continue;
      if (party !== null && used !== party) return violation(`${party} first, and then ${used}`);
      party = used;
    }
    return party;
  },
};
