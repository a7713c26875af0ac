/** Calls without a proposal: how the callee's and the caller's begin, and what is decided when one comes in. */
import { describe, expect, test } from 'vitest';
import { decideDirectCall, DIRECT_CALL_FACTS } from '../../machines/between-calls.ts';
import type { DirectCallDecision, DirectCallFacts } from '../../machines/between-calls.ts';
import { combinationsOf } from '../../machines/between-calls-text.ts';
import type { CallInput } from '../../machines/context.ts';
import type { CallEvent } from '../../machines/events.ts';
import { answer, decrypted, offer, tell, USUAL } from './tell.ts';

const DIRECT: CallInput = { ...USUAL, occasion: 'direct' };
const REPLACING: CallInput = { ...USUAL, occasion: 'directReplacement' };
const accept = (omemo: 'disabled' | 'enabled'): CallEvent => ({ type: 'local.accept', omemo });
const described: CallEvent = { type: 'media.described' };
const replaced: CallEvent = { type: 'between.replaced' };
const tie: CallEvent = { type: 'peer.requestFailed', outcome: 'tieBreak' };

describe('the callee of a direct call', () => {
  const callee = (input: CallInput, ...events: readonly CallEvent[]) => tell('callee', input, events);
  const called = (protection: 'encrypted' | 'plain', ...events: readonly CallEvent[]) =>
    callee(DIRECT, offer(protection), ...events);

  test.each(['encrypted', 'plain'] as const)(
    'rings, and holds the offer: %s [XEP-0167 #info-ringing]',
    (protection) => {
      const effects = 'acknowledge, holdOffer, reportIncoming, sendSessionRinging';
      expect(called(protection)).toEqual({ state: 'called.announced', effects });
    },
  );

  test('E27: rings without a word to whom may not see that we are there', () => {
    const effects = 'acknowledge, holdOffer, reportIncoming';
    expect(callee({ ...DIRECT, presence: 'hidden' }, offer('plain'))).toEqual({ state: 'called.silent', effects });
  });

  test.each(['none', 'mixed'] as const)('B12: does not ring for an offer with %s', (protection) => {
    const effects =
      'stopTimer ring, acknowledge, sendSessionTerminate security-error, closeMedia, reportEnd core security-error';
    expect(callee(DIRECT, offer(protection))).toEqual({ state: 'ended', effects });
  });

  test('B10: does not ring for what its policy refuses', () => {
    expect(callee({ ...DIRECT, policy: 'require' }, offer('plain')).state).toBe('ended');
    expect(callee({ ...DIRECT, policy: 'require' }, offer('encrypted')).state).toBe('called.announced');
    expect(callee({ ...DIRECT, policy: 'expect' }, offer('plain')).state).toBe('called.announced');
    expect(callee({ ...DIRECT, omemo: 'disabled' }, offer('encrypted')).state).toBe('ended');
  });

  test('C16: opens the offer with the consent of the user', () => {
    const effects = 'stopTimer ring, startTimer accept, decryptFingerprints';
    expect(called('encrypted', accept('enabled'))).toEqual({ state: 'answering.decrypting', effects });
    const plain = 'stopTimer ring, startTimer accept, createAnswer';
    expect(called('plain', accept('enabled'))).toEqual({ state: 'answering.describing', effects: plain });
  });

  test('B10: says why it is plain: nobody has announced anything, or the user does without', () => {
    const verdict = (omemo: 'disabled' | 'enabled') => called('plain', accept(omemo), described).effects;
    expect(verdict('enabled')).toContain('reportVerdict unauthenticated notAnnounced');
    expect(verdict('disabled')).toContain('reportVerdict unauthenticated disabled');
  });

  test('is authenticated where it was encrypted both ways', () => {
    const events = [accept('enabled'), decrypted('blind'), described, { type: 'omemo.encrypted' }] as const;
    expect(called('encrypted', ...events).effects).toContain('reportVerdict authenticated blind');
  });

  test('ends where the user wants nothing of OMEMO, and there is nothing else', () => {
    const effects = 'stopTimer ring, sendSessionTerminate security-error, closeMedia, reportEnd core security-error';
    expect(called('encrypted', accept('disabled'))).toEqual({ state: 'ended', effects });
  });

  test.each([
    ['declined', { type: 'local.reject' }, 'sendSessionTerminate decline, closeMedia, reportEnd local decline'],
    ['taken back', { type: 'peer.sessionTerminate' }, 'acknowledge, reportMissed, closeMedia, reportEnd peer given'],
    [
      'not answered',
      { type: 'timer.ring' },
      'sendSessionTerminate timeout, reportMissed, closeMedia, reportEnd timer noAnswer',
    ],
    ['cut off', { type: 'connection.gone' }, 'reportMissed, closeMedia, reportEnd connection gone'],
  ] as const)('D22: ends when it is %s, and no message says so', (_how, event, effects) => {
    expect(called('plain', event)).toEqual({ state: 'ended', effects: `stopTimer ring, ${effects}` });
  });

  test('C19: goes on without asking where it replaces what its user was placing', () => {
    const effects = 'acknowledge, stopTimer ring, startTimer accept,';
    expect(callee(REPLACING, offer('encrypted'))).toEqual({
      state: 'answering.decrypting',
      effects: `${effects} decryptFingerprints`,
    });
    expect(callee(REPLACING, offer('plain'))).toEqual({
      state: 'answering.describing',
      effects: `${effects} createAnswer`,
    });
  });

  test('is told of another own resource in vain: it rings nowhere else', () => {
    expect(called('plain', { type: 'own.proceed' })).toEqual({ state: 'called.announced', effects: 'noteOutOfOrder' });
  });
});

describe('the caller of a direct call', () => {
  const caller = (input: CallInput, ...events: readonly CallEvent[]) => tell('caller', input, events);

  test('describes itself at once, in the clear, and sends no message', () => {
    expect(caller(DIRECT)).toEqual({ state: 'preparing.describing', effects: 'startTimer connect, createOffer' });
    const effects = 'stopTimer connect, sendSessionInitiate plain, startTimer accept, sendLocalCandidates';
    expect(caller(DIRECT, described)).toEqual({ state: 'initiated.waiting', effects });
    expect(caller(DIRECT, { type: 'local.hangUp' }).effects).toBe(
      'stopTimer connect, closeMedia, reportEnd local cancel',
    );
  });

  test.each([
    ['opportunistic', 'preparing.describing'],
    ['expect', 'preparing.describing'],
    ['require', 'ended'],
  ] as const)('B10: under %s it is %s', (policy, state) => {
    expect(caller({ ...DIRECT, policy }).state).toBe(state);
  });

  test('hears that it rings; a proposed call hears it as any other information', () => {
    const rings: CallEvent = { type: 'peer.sessionInfo', info: 'ringing' };
    expect(caller(DIRECT, described, rings).effects).toBe('acknowledge, reportRinging');
    expect(caller(DIRECT, described, answer('plain'), rings).effects).toBe('acknowledge, reportPeerInfo');
    const proceeded: CallEvent = { type: 'peer.proceed', device: 'none' };
    expect(caller(USUAL, proceeded, described, rings).effects).toBe('acknowledge, reportPeerInfo');
  });

  test('is one way where the answer is encrypted', () => {
    const told = caller(DIRECT, described, answer('encrypted'), decrypted('blind'));
    expect(told.effects).toContain('reportVerdict unauthenticated oneWay');
  });

  test('I7: waits for theirs where it is told so, and not for ever [XEP-0166 #def-action-ties]', () => {
    expect(caller(DIRECT, described, tie)).toEqual({ state: 'initiated.yielding', effects: '' });
    expect(caller(DIRECT, described, tie, { type: 'timer.accept' }).state).toBe('ended');
  });

  test('is refused by such a word where it was proposed', () => {
    const proceeded: CallEvent = { type: 'peer.proceed', device: 'none' };
    expect(caller(USUAL, proceeded, described, tie).effects).toContain('reportEnd peer unreachable');
  });

  test.each([
    ['before it has left', [], 'stopTimer connect, closeMedia, reportEnd core expired'],
    ['after', [described], 'stopTimer accept, sendSessionTerminate expired, closeMedia, reportEnd core expired'],
    ['once it was refused for it', [described, tie], 'stopTimer accept, closeMedia, reportEnd core expired'],
  ])('C19: gives way to theirs, %s', (_when, before, effects) => {
    expect(caller(DIRECT, ...before, replaced)).toEqual({ state: 'ended', effects });
  });

  test('C19: does not give way once it is answered', () => {
    expect(caller(DIRECT, described, answer('plain'), replaced).effects).toBe('noteOutOfOrder');
  });
});

type Row = readonly [
  when: string,
  facts: { readonly [Name in keyof DirectCallFacts]?: DirectCallFacts[Name] | readonly DirectCallFacts[Name][] },
  decision: DirectCallDecision,
];

const WANTED = { sessionId: 'new', offer: 'fit', whenCalledDirectly: 'ring', sender: 'contact' } as const;

const ROWS: readonly Row[] = [
  ['the id is or was a call with that contact', { sessionId: 'known' }, 'refuse'],
  ['it is no offer of media', { sessionId: 'new', offer: 'unfit' }, 'refuse'],
  ['such calls are not wanted', { sessionId: 'new', offer: 'fit', whenCalledDirectly: 'refuse' }, 'refuse'],
  ['a stranger calls', { ...WANTED, sender: 'stranger' }, 'refuse'],
  ['it crosses ours, which wins', { ...WANTED, withContact: 'calling', wins: 'ours' }, 'refuseTieBreak'],
  ['it crosses ours and wins', { ...WANTED, withContact: 'calling', wins: 'theirs', media: 'covered' }, 'replace'],
  [
    'it crosses ours, wins, and asks for more',
    { ...WANTED, withContact: 'calling', wins: 'theirs', media: 'more' },
    'replaceAsking',
  ],
  [
    'we propose to somebody who calls directly, or was told to wait for it',
    { ...WANTED, withContact: ['proposed', 'yielding'], media: 'covered' },
    'replace',
  ],
  [
    'the same, and it asks for more',
    { ...WANTED, withContact: ['proposed', 'yielding'], media: 'more' },
    'replaceAsking',
  ],
  ['we are in a call with the contact', { ...WANTED, withContact: 'running' }, 'terminateBusy'],
  ['too many wait for the user', { ...WANTED, withContact: ['asking', 'none'], room: 'full' }, 'refuse'],
  ['another resource of the contact rings', { ...WANTED, withContact: 'asking', room: 'free' }, 'ring'],
  ['nobody else is there', { ...WANTED, withContact: 'none', room: 'free', withOthers: 'none' }, 'ring'],
  [
    'we are in a call with somebody else, and want to hear of it',
    { ...WANTED, withContact: 'none', room: 'free', withOthers: 'some', whenBusy: 'ring' },
    'ring',
  ],
  [
    'we are in a call with somebody else',
    { ...WANTED, withContact: 'none', room: 'free', withOthers: 'some', whenBusy: 'reject' },
    'terminateBusy',
  ],
];

describe('decideDirectCall', () => {
  const combinations = combinationsOf(DIRECT_CALL_FACTS);
  const rowsOf = (facts: DirectCallFacts) =>
    ROWS.filter(([, expected]) =>
      Object.entries(expected).every(([name, words]) =>
        ([words].flat() as readonly string[]).includes(facts[name as keyof DirectCallFacts]),
      ),
    );

  test.each(ROWS)('when %s', (_when, _facts, decision) => {
    const found = combinations.filter((facts) => rowsOf(facts).some(([when]) => when === _when));
    expect(found).not.toEqual([]);
    for (const facts of found) expect(decideDirectCall(facts)).toBe(decision);
  });

  test('has exactly one row for each of its 3,072 combinations of facts', () => {
    expect(combinations).toHaveLength(3_072);
    expect(combinations.filter((facts) => rowsOf(facts).length !== 1)).toEqual([]);
  });
});
