/** A run without what chance decides in OMEMO: two runs of the same commands are then equal to the byte. */
import type { Pair } from './pair.ts';
import type { Party } from './world.ts';

/** What is encrypted, whatever the element is called by now; and bundles, which lack the prekey that somebody chose. */
const KEY_MATERIAL = />[A-Za-z0-9+/=]{16,}</g;
const BUNDLE = /<bundle\b.*<\/bundle>/g;
/** The start of a session says so, and which of them came first is a matter of chance as well. */
const SESSION_STATE = / prekey="[^"]*"/g;

export function masked(xml: string): string {
  return xml.replace(BUNDLE, '').replace(KEY_MATERIAL, '><').replace(SESSION_STATE, '');
}

/** What an engine was given can hold whole elements that nobody understood, and key material in them. */
function maskedJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => (part instanceof Map ? Object.fromEntries(part) : part));
  return text.replace(/"[A-Za-z0-9+/=]{16,}"/g, '""');
}

/** Everything that can be observed of a party, but what was dropped before a machine heard of it. */
export function observed(pair: Pair, party: Party): unknown {
  const { reports, trace, media } = party;
  return {
    reports,
    trace: trace.filter(({ kind }) => kind !== 'dropped'),
    orders: media.engines.map(({ orders }) => maskedJson(orders)),
    sent: pair.journal.flatMap(({ party: whose, way, xml }) =>
      whose === party.account && way === 'sent' ? [masked(xml)] : [],
    ),
    stats: party.manager.stats(),
  };
}
