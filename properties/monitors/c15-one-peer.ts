/** Rule C15: who becomes the peer of an outgoing call, and which device. */
import type { Monitor } from './monitor.ts';
import { has, isDirect, violation } from './monitor.ts';

export type PeerState = 'latched' | 'open' | 'pinned';

export const latchesOnce: Monitor<PeerState> = {
  rule: 'C15',
  sentence: 'only the first proceed while proposed latches the peer and pins its device; nobody gets an offer before',
  // Who is called directly is known.
  start: (call) => (isDirect(call) ? 'latched' : 'open'),
  next(state, moment, { role, input }) {
    const proceed = moment.kind === 'step' && moment.event.type === 'peer.proceed' ? moment.event : undefined;
    const isFirst = state === 'open' && proceed !== undefined && moment.kind === 'step' && isProposed(moment.from);
    const latches = moment.effects.filter(({ kind }) => kind === 'latchPeer').length;
    const pins = moment.effects.filter(({ kind }) => kind === 'pinDevice').length;
    if (role === 'callee') return latches + pins === 0 ? state : violation('a callee chose its peer again');
    if (latches !== (isFirst ? 1 : 0)) return violation('not latched exactly at the first proceed');

    const maySecure = isFirst && proceed.device === 'device' && input.omemo === 'enabled';
    if (pins !== (maySecure ? 1 : 0)) return violation('not pinned exactly at the first proceed with a device');
    const next = pins === 1 ? 'pinned' : latches === 1 ? 'latched' : state;

    if (has(moment, 'secureSession', 'encryptFingerprints') && next !== 'pinned') {
      return violation('OMEMO with a device nobody pinned');
    }
    if (has(moment, 'createOffer', 'sendSessionInitiate', 'sendLocalCandidates') && next === 'open') {
      return violation('an offer to nobody');
    }
    return next;
  },
};

function isProposed(state: string): boolean {
  return state.startsWith('proposed.');
}
