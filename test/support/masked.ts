/** A run without what chance decides in OMEMO: two runs of the same commands are then equal to the byte. */
import type { Pair } from './pair.ts';
import type { Party } from './world.ts';

/** What is encrypted, and bundles, which lack the prekey that somebody happened to choose. */
const KEY_MATERIAL = /(<(?:key|iv|payload)\b[^>]*>)[^<]*/g;
const BUNDLE = /<bundle\b.*<\/bundle>/g;
/** The start of a session says so, and which of them came first is a matter of chance as well. */
const SESSION_STATE = / prekey="[^"]*"/g;

export function masked(xml: string): string {
  return xml.replace(KEY_MATERIAL, '$1').replace(BUNDLE, '').replace(SESSION_STATE, '');
}

/** Everything that can be observed of a party, but what was dropped before a machine heard of it. */
export function observed(pair: Pair, party: Party): unknown {
  const { reports, trace, media } = party;
  return {
    reports,
    trace: trace.filter(({ kind }) => kind !== 'dropped'),
    orders: media.engines.map(({ orders }) => orders),
    sent: pair.journal.flatMap(({ party: whose, way, xml }) =>
      whose === party.account && way === 'sent' ? [masked(xml)] : [],
    ),
    stats: party.manager.stats(),
  };
}
