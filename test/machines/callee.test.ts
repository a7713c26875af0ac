/** The callee's side, step by step, up to its answer. XEP-0353 0.8.0, XEP-0166 1.1.2, the draft. */
import { describe, expect, test } from 'vitest';
import type { CallInput } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import { answer, decrypted, impossible, offer, tell, trustChanged, USUAL } from './tell.ts';

function callee(...events: readonly CallEvent[]) {
  return tell('callee', USUAL, events);
}

const accept: CallEvent = { type: 'local.accept', omemo: 'enabled' };
const acceptPlain: CallEvent = { type: 'local.accept', omemo: 'disabled' };
const hangUp: CallEvent = { type: 'local.hangUp' };
const described: CallEvent = { type: 'media.described' };
const encrypted: CallEvent = { type: 'omemo.encrypted' };
const sessionTerminate: CallEvent = { type: 'peer.sessionTerminate' };
const transportInfo: CallEvent = { type: 'peer.transportInfo' };

function givingUp(type: 'peer.finish' | 'peer.retract', sender: 'latched' | 'other'): CallEvent {
  return type === 'peer.finish' ? { type, sender, outcome: 'finished' } : { type, sender };
}

const INSECURE =
  'sendSessionTerminate security-error, sendFinish security-error, closeMedia, reportEnd core security-error';

describe('ringing', () => {
  test('rings here, and tells the caller so [XEP-0353 #ring]', () => {
    const effects = 'startTimer ring, reportIncoming, sendRinging';
    expect(callee()).toEqual({ state: 'ringing.announced', effects });
  });

  test('E27: rings without telling a caller who may not know that we are here [XEP-0353 #security]', () => {
    const told = tell('callee', { ...USUAL, presence: 'hidden' }, []);
    expect(told).toEqual({ state: 'ringing.silent', effects: 'startTimer ring, reportIncoming' });
  });

  test('C16: does nothing with an offer that nobody has agreed to', () => {
    for (const event of [offer('encrypted'), offer('plain'), transportInfo, sessionTerminate]) {
      expect(callee(event)).toEqual({ state: 'ringing.announced', effects: 'refuse out-of-order' });
    }
  });

  test.each([
    ['local.reject', 'decline'],
    ['local.hangUp', 'decline'],
  ] as const)('rejects when the user does: %s [XEP-0353 #reject]', (type, reason) => {
    const effects = `stopTimer ring, sendReject ${reason}, closeMedia, reportEnd local ${reason}`;
    expect(callee({ type })).toEqual({ state: 'ended', effects });
  });

  test.each(['peer.retract', 'peer.finish'] as const)(
    'is missed when the caller gives up: %s [XEP-0353 #retract]',
    (type) => {
      const effects = 'stopTimer ring, reportMissed, closeMedia, reportEnd peer cancel';
      expect(callee(givingUp(type, 'latched'))).toEqual({ state: 'ended', effects });
    },
  );

  test.each(['peer.retract', 'peer.finish'] as const)('C14: rings on when another resource says %s', (type) => {
    const told = callee(givingUp(type, 'other'));
    expect(told).toEqual({ state: 'ringing.announced', effects: 'noteOutOfOrder' });
  });

  test('is missed when nobody answers, and says nothing: other devices may still ring', () => {
    const effects = 'stopTimer ring, reportMissed, closeMedia, reportEnd timer noAnswer';
    expect(callee({ type: 'timer.ring' })).toEqual({ state: 'ended', effects });
  });

  test('is missed when our connection is another one before anybody answered', () => {
    const effects = 'stopTimer ring, reportMissed, closeMedia, reportEnd connection gone';
    expect(callee({ type: 'connection.gone' })).toEqual({ state: 'ended', effects });
  });

  test.each([
    ['own.proceed', 'answeredElsewhere'],
    ['own.reject', 'rejectedElsewhere'],
  ] as const)('C18: stops at once when another device of ours has answered: %s [XEP-0353 #proceed]', (type, reason) => {
    const effects = `stopTimer ring, closeMedia, reportEnd ownResource ${reason}`;
    expect(callee({ type })).toEqual({ state: 'ended', effects });
  });

  test('rings on when its ringing could not be delivered', () => {
    expect(callee({ type: 'peer.bounce' })).toEqual({ state: 'ringing.announced', effects: '' });
  });
});

describe('accepting', () => {
  test('proceeds, and announces the own device [XEP-0353 #proceed]', () => {
    const effects = 'stopTimer ring, sendProceed own, startTimer connect';
    expect(callee(accept)).toEqual({ state: 'accepted', effects });
  });

  test.each([
    ['the user takes the call without OMEMO', USUAL, acceptPlain],
    ['OMEMO is off for the call', { ...USUAL, omemo: 'disabled' }, accept],
  ] as const)('announces no device when %s', (_when, input: CallInput, event) => {
    const effects = 'stopTimer ring, sendProceed none, startTimer connect';
    expect(tell('callee', input, [event])).toEqual({ state: 'accepted', effects });
  });

  test('holds candidates that overtook the offer [XEP-0176 #protocol-candidates]', () => {
    expect(callee(accept, transportInfo).effects).toBe('acknowledge, holdRemoteCandidates');
  });

  test.each([
    ['no offer comes', { type: 'timer.connect' }, 'timeout', 'timer'],
    ['the user hangs up', hangUp, 'cancel', 'local'],
  ] as const)('rejects after all when %s [XEP-0353 #reject]', (_when, event, reason, by) => {
    const effects = `stopTimer connect, sendReject ${reason}, closeMedia, reportEnd ${by} ${reason}`;
    expect(callee(accept, event)).toEqual({ state: 'ended', effects });
  });

  test.each([
    ['the caller retracts', { type: 'peer.retract', sender: 'latched' }, 'cancel'],
    ['the caller finishes', { type: 'peer.finish', sender: 'latched', outcome: 'finished' }, 'given'],
    ['our proceed bounces', { type: 'peer.bounce' }, 'unreachable'],
  ] as const)('ends without a word when %s', (_when, event, reason) => {
    const effects = `stopTimer connect, closeMedia, reportEnd peer ${reason}`;
    expect(callee(accept, event)).toEqual({ state: 'ended', effects });
  });

  test('has taken the call: what other devices of ours say now is too late', () => {
    expect(callee(accept, { type: 'own.proceed' })).toEqual({ state: 'accepted', effects: 'noteOutOfOrder' });
    expect(callee(accept, { type: 'local.reject' })).toEqual({ state: 'accepted', effects: 'noteUnusable' });
  });
});

describe('an offer', () => {
  test('that is encrypted is acknowledged, then decrypted [XEP-0166 #def-action-session-initiate]', () => {
    expect(callee(accept, offer('encrypted'))).toEqual({
      state: 'answering.decrypting',
      effects: 'stopTimer connect, acknowledge, startTimer accept, decryptFingerprints',
    });
  });

  test('that is plain, though we announced a device, is answered where the policy allows it', () => {
    expect(callee(accept, offer('plain'))).toEqual({
      state: 'answering.describing',
      effects: 'stopTimer connect, acknowledge, startTimer accept, createAnswer',
    });
  });

  test.each([
    ['A1: with fingerprints of both kinds', offer('mixed')],
    ['B12: without a fingerprint', offer('none')],
    ['C17: of other media, encrypted', offer('encrypted', 'other')],
    ['C17: of other media, plain', offer('plain', 'other')],
  ] as const)('%s is acknowledged and ends the call as insecure [XEP-0166 #def-reason]', (_what, event) => {
    expect(callee(accept, event)).toEqual({ state: 'ended', effects: `stopTimer connect, acknowledge, ${INSECURE}` });
  });

  test('that is encrypted ends a call that the user took without OMEMO: it has announced no device', () => {
    expect(callee(acceptPlain, offer('encrypted'))).toMatchObject({ state: 'ended' });
  });

  test('D21: counts once; a second one, or an answer, is out of order and changes nothing', () => {
    for (const event of [offer('encrypted'), offer('plain'), answer('plain')]) {
      const twice = callee(accept, offer('encrypted'), event);
      expect(twice).toEqual({ state: 'answering.decrypting', effects: 'refuse out-of-order' });
    }
  });
});

describe('answering', () => {
  const offered = [accept, offer('encrypted')];
  const opened = [...offered, decrypted('blind')];

  test('describes itself once the offer is decrypted', () => {
    expect(callee(...opened)).toEqual({ state: 'answering.describing', effects: 'createAnswer' });
  });

  test('B11: encrypts its answer to an encrypted offer before anything leaves', () => {
    expect(callee(...opened, described)).toEqual({ state: 'answering.encrypting', effects: 'encryptFingerprints' });
  });

  test('A5: is authenticated once the encrypted answer has left [XEP-0166 #def-action-session-accept]', () => {
    const before = 'stopTimer accept, sendSessionAccept encrypted, reportAccepted';
    const after = 'sendLocalCandidates, startMedia, applyRemoteCandidates, startTimer connect';
    expect(callee(...opened, described, encrypted)).toEqual({
      state: 'established.connecting',
      effects: `${before}, reportVerdict authenticated blind, ${after}`,
    });
  });

  test('A9: speaks of the trust level as it is when the verdict is told', () => {
    const told = callee(...opened, trustChanged('verified'), described, trustChanged('distrusted'), encrypted);
    expect(told.effects).toContain('reportVerdict unauthenticated distrusted');
  });

  test('answers a plain offer in the clear, with its cause', () => {
    const told = callee(accept, offer('plain'), described);
    expect(told.effects).toContain('sendSessionAccept plain, reportAccepted');
    expect(told.effects).toContain('reportVerdict unauthenticated announcedNotUsed');
    const disabled = callee(acceptPlain, offer('plain'), described);
    expect(disabled.effects).toContain('reportVerdict unauthenticated disabled');
  });

  test.each(['distrusted', 'noSession'] as const)(
    'B11: never answers in the clear when encryption fails: %s',
    (because) => {
      const told = callee(...opened, described, impossible(because));
      expect(told).toEqual({ state: 'ended', effects: `stopTimer accept, ${INSECURE}` });
    },
  );

  test('ends the call where the decryption is refused', () => {
    const told = callee(...offered, { type: 'omemo.refused' });
    expect(told).toEqual({ state: 'ended', effects: `stopTimer accept, ${INSECURE}` });
  });

  test.each([
    ['the user hangs up', hangUp, 'cancel', 'local'],
    ['it takes too long', { type: 'timer.accept' }, 'timeout', 'timer'],
    ['the engine refuses', { type: 'media.refused' }, 'failed-application', 'core'],
    ['the connection fails', { type: 'media.failed' }, 'connectivity-error', 'core'],
  ] as const)(
    'terminates and finishes when %s [XEP-0166 #session-terminate, XEP-0353 #finish]',
    (_when, event, why, by) => {
      const words = `sendSessionTerminate ${why}, sendFinish ${why}`;
      const effects = `stopTimer accept, ${words}, closeMedia, reportEnd ${by} ${why}`;
      expect(callee(...opened, event)).toEqual({ state: 'ended', effects });
    },
  );

  test('ends when the caller terminates, and finishes with the reason given [XEP-0353 #finish]', () => {
    const effects = 'stopTimer accept, acknowledge, sendFinish given, closeMedia, reportEnd peer given';
    expect(callee(...opened, sessionTerminate)).toEqual({ state: 'ended', effects });
  });

  test('holds candidates of both sides [XEP-0176 #protocol-candidates]', () => {
    expect(callee(...opened, transportInfo).effects).toBe('acknowledge, holdRemoteCandidates');
    expect(callee(...opened, { type: 'media.candidate' }).effects).toBe('holdLocalCandidate');
  });
});
