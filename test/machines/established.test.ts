/** The phase both sides share: media connects and runs. XEP-0166 1.1.2, XEP-0176 1.1.1, RFC 5763. */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { ROLES } from '../../machines/step.ts';
import type { Role } from '../../machines/step.ts';
import { answer, connected, decrypted, offer, proceed, tell, trustChanged, USUAL } from './tell.ts';

const hangUp: CallEvent = { type: 'local.hangUp' };
const described: CallEvent = { type: 'media.described' };
const encrypted: CallEvent = { type: 'omemo.encrypted' };

/** To the moment media starts, in a call that is encrypted both ways. */
const ACCEPTED: Readonly<Record<Role, readonly CallEvent[]>> = {
  caller: [
    proceed('device'),
    { type: 'omemo.ready' },
    described,
    encrypted,
    answer('encrypted', 'pinned'),
    decrypted('blind'),
    { type: 'media.applied' },
  ],
  callee: [{ type: 'local.accept', omemo: 'enabled' }, offer('encrypted'), decrypted('blind'), described, encrypted],
};

describe.each(ROLES)('media at the %s', (role) => {
  const inCall = (...events: readonly CallEvent[]) => tell(role, USUAL, [...ACCEPTED[role], ...events]);

  test('A8: connects the call on the certificate that was described [RFC 5763 #5]', () => {
    const told = inCall(connected('match'));
    expect(told).toEqual({ state: 'established.active', effects: 'stopTimer connect, reportConnected' });
  });

  test('A8: ends the call on any other certificate, the first time and later [RFC 5763 #5]', () => {
    const words = 'sendSessionTerminate security-error, sendFinish security-error';
    const effects = `${words}, closeMedia, reportEnd core security-error`;
    expect(inCall(connected('differs')).effects).toBe(`stopTimer connect, ${effects}`);
    expect(inCall(connected('match'), connected('differs')).effects).toBe(effects);
  });

  test('may connect again, after a change of the network, on the same certificate', () => {
    const told = inCall(connected('match'), connected('match'));
    expect(told).toEqual({ state: 'established.active', effects: '' });
  });

  test('that does not connect in time ends the call', () => {
    const words = 'sendSessionTerminate timeout, sendFinish timeout';
    const effects = `stopTimer connect, ${words}, closeMedia, reportEnd timer timeout`;
    expect(inCall({ type: 'timer.connect' })).toEqual({ state: 'ended', effects });
  });

  test('moves candidates at once [XEP-0176 #protocol-candidates]', () => {
    expect(inCall({ type: 'media.candidate' }).effects).toBe('sendLocalCandidates');
    expect(inCall({ type: 'peer.transportInfo' }).effects).toBe('acknowledge, applyRemoteCandidates');
  });

  test('is over when either side hangs up [XEP-0166 #session-terminate]', () => {
    const active = [connected('match')];
    const words = 'sendSessionTerminate success, sendFinish success';
    expect(inCall(...active, hangUp).effects).toBe(`${words}, closeMedia, reportEnd local success`);
    const given = 'acknowledge, sendFinish given, closeMedia, reportEnd peer given';
    expect(inCall(...active, { type: 'peer.sessionTerminate' }).effects).toBe(given);
  });

  test('A9: changes its verdict at once with the trust in the key, and only then', () => {
    const active = [connected('match')];
    expect(inCall(...active, trustChanged('blind')).effects).toBe('');
    expect(inCall(...active, trustChanged('verified')).effects).toBe('reportVerdict authenticated verified');
    const distrusted = [...active, trustChanged('distrusted')];
    expect(inCall(...distrusted).effects).toBe('reportVerdict unauthenticated distrusted');
    expect(inCall(...distrusted, trustChanged('undecided')).effects).toBe('reportVerdict authenticated undecided');
  });

  test('D22: does nothing more once it has ended', () => {
    expect(inCall(hangUp, connected('match'))).toEqual({ state: 'ended', effects: '' });
    expect(inCall(hangUp, { type: 'peer.sessionTerminate' })).toEqual({ state: 'ended', effects: '' });
  });

  test.each([
    ['fails', { type: 'media.failed' }, 'connectivity-error'],
    ['is refused by the engine', { type: 'media.refused' }, 'failed-application'],
  ] as const)('that %s ends the call [XEP-0166 #def-reason]', (_what, event, reason) => {
    const words = `sendSessionTerminate ${reason}, sendFinish ${reason}`;
    const told = inCall(connected('match'), event);
    expect(told).toEqual({ state: 'ended', effects: `${words}, closeMedia, reportEnd core ${reason}` });
  });

  test('is over without a word when the peer no longer knows the session', () => {
    const told = inCall(connected('match'), { type: 'peer.requestFailed', outcome: 'refused' });
    expect(told).toEqual({ state: 'ended', effects: 'closeMedia, reportEnd peer unreachable' });
  });

  test('D21: goes on when offers or answers come again, in the clear or not', () => {
    for (const event of [offer('plain'), offer('encrypted'), answer('plain'), answer('encrypted', 'pinned')]) {
      const told = inCall(connected('match'), event);
      expect(told).toEqual({ state: 'established.active', effects: 'refuse out-of-order' });
    }
  });

  test('B13: goes on, as authenticated as it was, when messages of the proposal come again', () => {
    for (const event of [proceed('none'), { type: 'peer.finish', sender: 'latched', outcome: 'finished' }] as const) {
      const told = inCall(connected('match'), event);
      expect(told).toEqual({ state: 'established.active', effects: 'noteOutOfOrder' });
    }
  });

  const finish = (sender: 'latched' | 'other'): CallEvent => ({ type: 'peer.finish', sender, outcome: 'migrated' });

  test('says where it goes on, and terminates the session of whoever does not hear it [XEP-0353 #tie-break-2]', () => {
    const effects = 'sendFinish migrated, sendSessionTerminate expired, closeMedia, reportEnd local migrated';
    expect(inCall(connected('match'), { type: 'between.migrated' })).toEqual({ state: 'ended', effects });
  });

  test('C14: ends where the peer says that it goes on elsewhere, and for nobody else [XEP-0353 #tie-break-2]', () => {
    const effects = 'closeMedia, reportEnd peer migrated';
    expect(inCall(connected('match'), finish('latched'))).toEqual({ state: 'ended', effects });
    const other = inCall(connected('match'), finish('other'));
    expect(other).toEqual({ state: 'established.active', effects: 'noteOutOfOrder' });
  });

  test('ends without a word where our connection is another one', () => {
    const effects = 'closeMedia, reportEnd connection gone';
    expect(inCall({ type: 'connection.gone' })).toEqual({ state: 'ended', effects: `stopTimer connect, ${effects}` });
    expect(inCall(connected('match'), { type: 'connection.gone' })).toEqual({ state: 'ended', effects });
  });

  test('acknowledges a transport-replace and rejects it [XEP-0166 #def-action-transport-replace]', () => {
    const effects = 'acknowledge, sendTransportReject';
    expect(inCall(connected('match'), { type: 'peer.transportReplace' })).toEqual({
      state: 'established.active',
      effects,
    });
  });

  test('takes no answer to what it never asked [XEP-0166 #errors]', () => {
    expect(inCall({ type: 'peer.unaskedAnswer' }).effects).toBe('refuse out-of-order');
  });

  test('lets the peer know what the user wants it to know [XEP-0167 #info]', () => {
    expect(inCall({ type: 'local.inform' }).effects).toBe('sendSessionInfo');
  });

  test('tells what it understands of a session-info, and refuses the rest [XEP-0167 #info]', () => {
    expect(inCall({ type: 'peer.sessionInfo', info: 'known' }).effects).toBe('acknowledge, reportPeerInfo');
    expect(inCall({ type: 'peer.sessionInfo', info: 'unknown' }).effects).toBe('refuse unsupported-info');
  });
});
