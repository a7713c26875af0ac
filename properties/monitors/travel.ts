/** How the two descriptions of a call travelled, told from what was sent and taken: shared by the monitors that ask. */
import type { CallEvent } from '../../machines/events.ts';
import type { Moment } from './monitor.ts';
import { effectOf, has } from './monitor.ts';

export interface Travel {
  readonly sent: 'encrypted' | 'nothing' | 'plain';
  /**
   * `held`: taken encrypted, and kept for the user's answer. `sealed`: being decrypted. `broken`: led on without
   * exactly one kind of fingerprint.
   */
  readonly received: 'broken' | 'encrypted' | 'held' | 'nothing' | 'plain' | 'sealed';
}

export const NOTHING_TRAVELLED: Travel = { sent: 'nothing', received: 'nothing' };

type DescriptionEvent = Extract<CallEvent, { type: 'peer.sessionAccept' | 'peer.sessionInitiate' }>;

/** The offer or answer that arrived, where one did. */
export function descriptionIn(moment: Moment): DescriptionEvent | undefined {
  if (moment.kind === 'start') return undefined;
  const { event } = moment;
  return event.type === 'peer.sessionInitiate' || event.type === 'peer.sessionAccept' ? event : undefined;
}

/** The offer or answer that was taken: answered well, and the call goes on with it. */
export function takenIn(moment: Moment): DescriptionEvent | undefined {
  return has(moment, 'acknowledge') && !has(moment, 'reportEnd') ? descriptionIn(moment) : undefined;
}

/** What travelled by the end of a moment. */
export function travelled(travel: Travel, moment: Moment): Travel {
  const sent =
    effectOf(moment, 'sendSessionInitiate')?.protection ??
    effectOf(moment, 'sendSessionAccept')?.protection ??
    travel.sent;
  const received = receivedAfter(travel, moment);
  return sent === travel.sent && received === travel.received ? travel : { sent, received };
}

function receivedAfter({ received }: Travel, moment: Moment): Travel['received'] {
  const taken = takenIn(moment);
  if (taken !== undefined) {
    if (taken.protection === 'encrypted') return has(moment, 'holdOffer') ? 'held' : 'sealed';
    return taken.protection === 'plain' ? 'plain' : 'broken';
  }
  if (received === 'held' && has(moment, 'decryptFingerprints')) return 'sealed';
  const opened = moment.kind === 'step' && moment.event.type === 'omemo.decrypted';
  return opened && received === 'sealed' ? 'encrypted' : received;
}
