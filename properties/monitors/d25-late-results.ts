/** Rule D25: results of steps a call has left. */
import type { CallEffect } from '../../machines/effects.ts';
import type { CallEvent } from '../../machines/events.ts';
import type { Monitor } from './monitor.ts';
import { isWithoutTrace, violation } from './monitor.ts';

/** What the data plane was ordered to work on and has not answered: one thing at a time. */
export type OrderState =
  | 'applyAnswer'
  | 'createAnswer'
  | 'createOffer'
  | 'decryptFingerprints'
  | 'encryptFingerprints'
  | 'nothing'
  | 'secureSession';

/** The orders that a result can be of. */
const ORDERS_OF: Readonly<Partial<Record<CallEvent['type'], readonly OrderState[]>>> = {
  'omemo.ready': ['secureSession'],
  'omemo.impossible': ['secureSession', 'encryptFingerprints'],
  'omemo.encrypted': ['encryptFingerprints'],
  'omemo.decrypted': ['decryptFingerprints'],
  'omemo.refused': ['decryptFingerprints'],
  'media.described': ['createOffer', 'createAnswer'],
  'media.applied': ['applyAnswer'],
};

const ORDERS: ReadonlySet<CallEffect['kind']> = new Set(
  Object.values(ORDERS_OF)
    .flat()
    .filter((order) => order !== 'nothing'),
);

export const dropsLateResults: Monitor<OrderState> = {
  rule: 'D25',
  sentence: 'a result moves a call only while it waits for that result; a late one is dropped',
  start: () => 'nothing',
  next(state, moment) {
    const result = moment.kind === 'step' ? ORDERS_OF[moment.event.type] : undefined;
    if (moment.kind === 'step' && result !== undefined) {
      const isAwaited = result.includes(state);
      if (!isAwaited && !isWithoutTrace(moment))
        return violation(`${moment.event.type} counts, and nobody waits for it`);
      if (isAwaited && isWithoutTrace(moment)) return violation(`${moment.event.type} is awaited and vanishes`);
    }
    if (moment.to === 'ended') return 'nothing';
    // A new order supersedes the one before; a result that led on without one has answered it.
    const order = moment.effects.findLast(({ kind }) => ORDERS.has(kind));
    if (order !== undefined) return order.kind as OrderState;
    return result !== undefined && !isWithoutTrace(moment as never) ? 'nothing' : state;
  },
};
