/** The caller's side, step by step. XEP-0353 0.8.0, XEP-0166 1.1.2, the draft. */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { answer, decrypted, impossible, proceed, tell, USUAL } from './tell.ts';

function caller(...events: readonly CallEvent[]) {
  return tell('caller', USUAL, events);
}

const ringing: CallEvent = { type: 'peer.ringing' };
const ready: CallEvent = { type: 'omemo.ready' };
const described: CallEvent = { type: 'media.described' };
const encrypted: CallEvent = { type: 'omemo.encrypted' };
const applied: CallEvent = { type: 'media.applied' };
const hangUp: CallEvent = { type: 'local.hangUp' };

/** To the sent offer, once encrypted and once in the clear. */
const OFFERED = [proceed('device'), ready, described, encrypted];
const OFFERED_PLAIN = [proceed('none'), described];
const ACCEPTED = [...OFFERED, answer('encrypted', 'pinned'), decrypted('blind'), applied];

describe('proposing', () => {
  test('proposes to all devices and gives them a time to be found [XEP-0353 #intent]', () => {
    expect(caller()).toEqual({ state: 'proposed.discovering', effects: 'sendPropose, startTimer discovery' });
  });

  test('tells of each device that rings, and waits from the first on [XEP-0353 #ring]', () => {
    const first = 'stopTimer discovery, reportRinging, startTimer ring';
    expect(caller(ringing)).toEqual({ state: 'proposed.ringing', effects: first });
    expect(caller(ringing, ringing)).toEqual({ state: 'proposed.ringing', effects: 'reportRinging' });
  });

  test.each([
    ['nobody is found', [{ type: 'timer.discovery' }], 'discovery'],
    ['nobody answers', [ringing, { type: 'timer.ring' }], 'ring'],
  ] as const)('takes the proposal back when %s [XEP-0353 #retract]', (_when, events, timer) => {
    const effects = `stopTimer ${timer}, sendRetract timeout, closeMedia, reportEnd timer noAnswer`;
    expect(caller(...events)).toEqual({ state: 'ended', effects });
  });

  test('takes the proposal back when the user hangs up [XEP-0353 #retract]', () => {
    const effects = 'stopTimer ring, sendRetract cancel, closeMedia, reportEnd local cancel';
    expect(caller(ringing, hangUp)).toEqual({ state: 'ended', effects });
  });

  test('ends when any device rejects [XEP-0353 #reject]', () => {
    const effects = 'stopTimer discovery, closeMedia, reportEnd peer given';
    expect(caller({ type: 'peer.reject', sender: 'latched', outcome: 'declined' })).toEqual({
      state: 'ended',
      effects,
    });
    expect(caller(ringing, { type: 'peer.reject', sender: 'other', outcome: 'declined' }).state).toBe('ended');
  });

  test('ends without a word when the propose bounces', () => {
    const effects = 'stopTimer discovery, closeMedia, reportEnd peer unreachable';
    expect(caller({ type: 'peer.bounce' })).toEqual({ state: 'ended', effects });
  });

  test.each([answer('plain'), { type: 'peer.sessionTerminate' }, { type: 'peer.transportInfo' }] as const)(
    'refuses Jingle before there is a session: $type [XEP-0166 #errors]',
    (event) => {
      expect(caller(event)).toEqual({ state: 'proposed.discovering', effects: 'refuse out-of-order' });
    },
  );
});

describe('a proceed', () => {
  test('of the first device latches the call to it and pins what it announces [XEP-0353 #proceed]', () => {
    expect(caller(ringing, proceed('device'))).toEqual({
      state: 'preparing.securing',
      effects: 'stopTimer ring, latchPeer, pinDevice, startTimer connect, startTimer bundle, secureSession',
    });
  });

  test('without a device leads to a plain offer, and pins none', () => {
    expect(caller(proceed('none'))).toEqual({
      state: 'preparing.describing',
      effects: 'stopTimer discovery, latchPeer, startTimer connect, createOffer',
    });
  });

  test.each(['device', 'none', 'invalid'] as const)(
    'C15: changes nothing when it is the second one, whatever it announces: %s [XEP-0353 #proceed]',
    (device) => {
      expect(caller(proceed('device'), proceed(device)).effects).toBe('noteOutOfOrder');
      expect(caller(...OFFERED, proceed(device))).toEqual({ state: 'initiated.waiting', effects: 'noteOutOfOrder' });
    },
  );

  test.each([
    { type: 'peer.reject', outcome: 'declined' },
    { type: 'peer.finish', outcome: 'finished' },
    { type: 'peer.finish', outcome: 'migrated' },
  ] as const)('makes $type, $outcome, the word of the latched resource alone', (word) => {
    const other = caller(proceed('device'), { ...word, sender: 'other' });
    expect(other).toEqual({ state: 'preparing.securing', effects: 'noteOutOfOrder' });
    expect(caller(proceed('device'), { ...word, sender: 'latched' }).state).toBe('ended');
  });
});

describe('preparing', () => {
  const securing = [proceed('device')];

  test('makes an offer once there is an OMEMO session', () => {
    const effects = 'stopTimer bundle, createOffer';
    expect(caller(...securing, ready)).toEqual({ state: 'preparing.describing', effects });
  });

  test('encrypts its fingerprints before anything leaves', () => {
    const told = caller(...securing, ready, described);
    expect(told).toEqual({ state: 'preparing.encrypting', effects: 'encryptFingerprints' });
  });

  test('B11: sends the offer encrypted, and the candidates it held behind it [XEP-0166 #protocol-initiate]', () => {
    expect(caller(...OFFERED)).toEqual({
      state: 'initiated.waiting',
      effects: 'stopTimer connect, sendSessionInitiate encrypted, startTimer accept, sendLocalCandidates',
    });
  });

  test.each([
    ['there is no session', [impossible('noSession'), described]],
    ['the key is distrusted', [impossible('distrusted'), described]],
    ['the bundle does not come', [{ type: 'timer.bundle' }, described]],
    ['the encryption fails', [ready, described, impossible('noSession')]],
  ] as const)('goes on in the clear when %s, as the draft has it', (_when, events) => {
    expect(caller(...securing, ...events)).toEqual({
      state: 'initiated.waiting',
      effects: 'stopTimer connect, sendSessionInitiate plain, startTimer accept, sendLocalCandidates',
    });
  });

  test('D25: drops what a bundle that came too late would have led to', () => {
    const told = caller(...securing, { type: 'timer.bundle' }, ready);
    expect(told).toEqual({ state: 'preparing.describing', effects: '' });
  });

  test('holds candidates until the offer has left [XEP-0176 #protocol-candidates]', () => {
    expect(caller(...securing, ready, { type: 'media.candidate' }).effects).toBe('holdLocalCandidate');
  });

  test.each([
    ['it takes too long', { type: 'timer.connect' }, 'timeout', 'timer'],
    ['the user hangs up', hangUp, 'cancel', 'local'],
    ['the engine can make no offer', { type: 'media.refused' }, 'failed-application', 'core'],
  ] as const)('takes the proposal back when %s [XEP-0353 #retract]', (_when, event, reason, by) => {
    const effects = `stopTimer connect, sendRetract ${reason}, closeMedia, reportEnd ${by} ${reason}`;
    expect(caller(...securing, ready, event)).toEqual({ state: 'ended', effects });
  });

  test('goes on when an earlier message bounces: the peer has answered since', () => {
    expect(caller(...securing, { type: 'peer.bounce' })).toEqual({ state: 'preparing.securing', effects: '' });
  });
});

describe('an answer to an encrypted offer', () => {
  test('of the pinned device is acknowledged, then decrypted [XEP-0166 #def-action-session-accept]', () => {
    expect(caller(...OFFERED, answer('encrypted', 'pinned'))).toEqual({
      state: 'initiated.decrypting',
      effects: 'acknowledge, decryptFingerprints',
    });
  });

  test.each([
    ['A3: of another device', answer('encrypted', 'other')],
    ['B11: in the clear', answer('plain')],
    ['A1: with fingerprints of both kinds', answer('mixed')],
    ['B12: without a fingerprint', answer('none')],
    ['C17: for other media', answer('encrypted', 'pinned', 'other')],
  ] as const)('%s is acknowledged and ends the call as insecure [XEP-0166 #def-reason]', (_what, event) => {
    const words = 'sendSessionTerminate security-error, sendFinish security-error';
    const effects = `stopTimer accept, acknowledge, ${words}, closeMedia, reportEnd core security-error`;
    expect(caller(...OFFERED, event)).toEqual({ state: 'ended', effects });
  });

  test('ends the call where its decryption is refused', () => {
    const told = caller(...OFFERED, answer('encrypted', 'pinned'), { type: 'omemo.refused' });
    const words = 'sendSessionTerminate security-error, sendFinish security-error';
    expect(told).toEqual({
      state: 'ended',
      effects: `stopTimer accept, ${words}, closeMedia, reportEnd core security-error`,
    });
  });

  test.each(['blind', 'undecided', 'verified'] as const)('A5: authenticates the call once decrypted: %s', (trust) => {
    expect(caller(...OFFERED, answer('encrypted', 'pinned'), decrypted(trust))).toEqual({
      state: 'initiated.applying',
      effects: `reportAccepted, reportVerdict authenticated ${trust}, applyAnswer`,
    });
  });

  test('A9: does not authenticate it with a distrusted key', () => {
    const told = caller(...OFFERED, answer('encrypted', 'pinned'), decrypted('distrusted'));
    expect(told.effects).toBe('reportAccepted, reportVerdict unauthenticated distrusted, applyAnswer');
  });

  test('D21: counts once; a second one, or an offer of theirs, is out of order and changes nothing', () => {
    for (const event of [answer('encrypted', 'pinned'), answer('plain')]) {
      const twice = caller(...OFFERED, answer('encrypted', 'pinned'), event);
      expect(twice).toEqual({ state: 'initiated.decrypting', effects: 'refuse out-of-order' });
      expect(caller(...ACCEPTED, event)).toEqual({ state: 'established.connecting', effects: 'refuse out-of-order' });
    }
  });
});

describe('an answer to a plain offer', () => {
  test('in the clear is taken, and the verdict names the cause', () => {
    expect(caller(...OFFERED_PLAIN, answer('plain'))).toEqual({
      state: 'initiated.applying',
      effects: 'acknowledge, reportAccepted, reportVerdict unauthenticated notAnnounced, applyAnswer',
    });
  });

  test('that is encrypted is decrypted, and never authenticates the call: one direction did not come through', () => {
    const told = caller(...OFFERED_PLAIN, answer('encrypted', 'unbound'), decrypted('verified'));
    expect(told.effects).toBe('reportAccepted, reportVerdict unauthenticated oneWay, applyAnswer');
  });

  test('that is encrypted ends a call without OMEMO', () => {
    const events = [...OFFERED_PLAIN, answer('encrypted', 'unbound')];
    expect(tell('caller', { ...USUAL, omemo: 'disabled' }, events).state).toBe('ended');
  });

  test.each(['mixed', 'none'] as const)('B12: with %s fingerprints ends it all the same', (protection) => {
    expect(caller(...OFFERED_PLAIN, answer(protection)).state).toBe('ended');
  });
});

describe('while the offer is out', () => {
  test.each([
    ['the user hangs up', hangUp, 'cancel', 'local'],
    ['no answer comes', { type: 'timer.accept' }, 'timeout', 'timer'],
    ['the engine refuses', { type: 'media.refused' }, 'failed-application', 'core'],
    ['the connection fails', { type: 'media.failed' }, 'connectivity-error', 'core'],
  ] as const)(
    'terminates and finishes when %s [XEP-0166 #session-terminate, XEP-0353 #finish]',
    (_w, event, why, by) => {
      const words = `sendSessionTerminate ${why}, sendFinish ${why}`;
      const effects = `stopTimer accept, ${words}, closeMedia, reportEnd ${by} ${why}`;
      expect(caller(...OFFERED, event)).toEqual({ state: 'ended', effects });
    },
  );

  test('ends when the peer terminates, and finishes with the reason given [XEP-0353 #finish]', () => {
    const effects = 'stopTimer accept, acknowledge, sendFinish given, closeMedia, reportEnd peer given';
    expect(caller(...OFFERED, { type: 'peer.sessionTerminate' })).toEqual({ state: 'ended', effects });
  });

  test('ends without a word when the offer is refused: there is nobody to tell', () => {
    const effects = 'stopTimer accept, closeMedia, reportEnd peer unreachable';
    expect(caller(...OFFERED, { type: 'peer.requestFailed', outcome: 'refused' })).toEqual({ state: 'ended', effects });
  });

  test('holds the candidates of the peer until its description is there [XEP-0176 #protocol-candidates]', () => {
    expect(caller(...OFFERED, { type: 'peer.transportInfo' }).effects).toBe('acknowledge, holdRemoteCandidates');
  });

  test('tells what it understands of a session-info, and refuses the rest [XEP-0166 #def-action-session-info]', () => {
    expect(caller(...OFFERED, { type: 'peer.sessionInfo', info: 'known' }).effects).toBe('acknowledge, reportPeerInfo');
    expect(caller(...OFFERED, { type: 'peer.sessionInfo', info: 'unknown' }).effects).toBe('refuse unsupported-info');
  });

  test('says no to actions it does not take part in, and to what cannot be read [XEP-0166 #errors]', () => {
    expect(caller(...OFFERED, { type: 'peer.contentAction' }).effects).toBe('refuse out-of-order');
    expect(caller(...OFFERED, { type: 'peer.malformed' }).effects).toBe('refuse bad-request');
  });

  test('leaves it to the call manager to tell the application what cannot be done now', () => {
    const told = caller(...OFFERED, { type: 'local.accept', omemo: 'enabled' });
    expect(told).toEqual({ state: 'initiated.waiting', effects: 'noteUnusable' });
  });
});

describe('the applied answer', () => {
  test('starts media, with the candidates of the peer held so far', () => {
    expect(caller(...ACCEPTED)).toEqual({
      state: 'established.connecting',
      effects: 'stopTimer accept, startMedia, applyRemoteCandidates, startTimer connect',
    });
  });
});
