/** Rule A8: the certificate that media really used. */
import type { Monitor } from './monitor.ts';
import { effectOf, has, violation } from './monitor.ts';

/** Facts about media count once both descriptions are in place. */
export type MediaState = 'started' | 'waiting';

export const usesTheAgreedCertificate: Monitor<MediaState> = {
  rule: 'A8',
  sentence:
    'connected is told only of media on the certificate that was described; any other certificate ends the call',
  start: () => 'waiting',
  next(state, moment) {
    const event = moment.kind === 'step' ? moment.event : undefined;
    const certificate = event?.type === 'media.connected' ? event.certificate : undefined;
    if (has(moment, 'reportConnected') && (state === 'waiting' || certificate !== 'match')) {
      return violation('connected without a certificate that matches');
    }
    if (state === 'started' && certificate === 'differs' && moment.kind === 'step' && moment.from !== 'ended') {
      const end = effectOf(moment, 'reportEnd');
      if (end?.reason !== 'security-error' || !has(moment, 'closeMedia')) {
        return violation('another certificate, and the call goes on');
      }
    }
    return has(moment, 'startMedia') ? 'started' : state;
  },
};
