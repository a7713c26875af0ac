/** Calls that are what they are because of another: crossing proposals, offers to migrate. XEP-0353 0.8.0. */
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../machines/events.ts';
import { startCall, stepCall } from '../../machines/step.ts';
import { proceed, tell, USUAL } from './tell.ts';

const accept: CallEvent = { type: 'local.accept', omemo: 'enabled' };

describe("a proposal that crosses the contact's own", () => {
  const caller = (...events: readonly CallEvent[]) => tell('caller', USUAL, events);
  const tieBreak: CallEvent = { type: 'peer.reject', sender: 'latched', outcome: 'tieBreak' };
  const replaced: CallEvent = { type: 'between.replaced' };

  test('I7: waits for theirs where ours is rejected with a tie-break, and tells nobody [XEP-0353 #tie-break-1]', () => {
    const effects = 'stopTimer discovery, startTimer discovery';
    expect(caller(tieBreak)).toEqual({ state: 'proposed.yielding', effects });
    const rung = caller({ type: 'peer.ringing' }, tieBreak);
    expect(rung).toEqual({ state: 'proposed.yielding', effects: 'stopTimer ring, startTimer discovery' });
  });

  test('D22: waits no longer for being told again, and not for ever', () => {
    expect(caller(tieBreak, tieBreak)).toEqual({ state: 'proposed.yielding', effects: '' });
    const effects = 'stopTimer discovery, sendRetract timeout, closeMedia, reportEnd timer noAnswer';
    expect(caller(tieBreak, { type: 'timer.discovery' })).toEqual({ state: 'ended', effects });
  });

  test.each([
    ['before their word', []],
    ['after it', [tieBreak]],
  ])('is taken back for theirs, %s [XEP-0353 #tie-break-1]', (_when, before) => {
    const effects = 'stopTimer discovery, sendTieBreakRetract, closeMedia, reportEnd core expired';
    expect(caller(...before, replaced)).toEqual({ state: 'ended', effects });
  });

  test('is not taken back once somebody has taken it', () => {
    expect(caller(proceed('none'), replaced)).toEqual({ state: 'preparing.describing', effects: 'noteOutOfOrder' });
  });

  test('goes on where another device answers it all the same, and ends where one declines it', () => {
    expect(caller(tieBreak, proceed('device')).state).toBe('preparing.securing');
    const declined = caller(tieBreak, { type: 'peer.reject', sender: 'latched', outcome: 'declined' });
    expect(declined.effects).toBe('stopTimer discovery, closeMedia, reportEnd peer given');
  });
});

describe('an offer to go on in another call', () => {
  const offered = (...events: readonly CallEvent[]) => tell('callee', { ...USUAL, occasion: 'migration' }, events);

  test('C16: asks the user, and does nothing to the running call [XEP-0353 #tie-break-2]', () => {
    const effects = 'startTimer ring, reportMigrationOffered, sendRinging';
    expect(offered()).toEqual({ state: 'offered.announced', effects });
    expect(offered({ type: 'local.accept', omemo: 'enabled' })).toEqual({
      state: 'offered.announced',
      effects: 'noteUnusable',
    });
  });

  test.each([
    ['enabled', 'own'],
    ['disabled', 'none'],
  ] as const)('proceeds with consent, OMEMO %s', (omemo, device) => {
    const effects = `stopTimer ring, sendProceed ${device}, startTimer connect`;
    expect(offered({ type: 'local.migrate', omemo })).toEqual({ state: 'accepted', effects });
  });

  test.each([
    ['the user declines', { type: 'local.reject' }, 'sendReject decline, closeMedia, reportEnd local decline'],
    ['it is taken back', { type: 'peer.retract', sender: 'latched' }, 'closeMedia, reportEnd peer cancel'],
    [
      'it is over',
      { type: 'peer.finish', sender: 'latched', outcome: 'finished' },
      'closeMedia, reportEnd peer cancel',
    ],
    ['nobody answers it', { type: 'timer.ring' }, 'closeMedia, reportEnd timer noAnswer'],
  ] as const)('ends, and is not missed, when %s', (_when, event, effects) => {
    expect(offered(event)).toEqual({ state: 'ended', effects: `stopTimer ring, ${effects}` });
  });
});

describe('a call that replaces the one our user was placing', () => {
  test.each([
    ['enabled', 'own'],
    ['disabled', 'none'],
  ] as const)('C19: proceeds without asking, to the level agreed to: OMEMO %s', (omemo, device) => {
    const told = tell('callee', { ...USUAL, omemo, occasion: 'replacement' }, []);
    expect(told).toEqual({ state: 'accepted', effects: `sendProceed ${device}, startTimer connect` });
  });

  test('is from there on a call like any other', () => {
    const replacing = startCall('callee', { ...USUAL, occasion: 'replacement' }).snapshot;
    const accepted = stepCall(startCall('callee', USUAL).snapshot, accept).snapshot;
    expect(replacing).toBe(accepted);
  });
});
