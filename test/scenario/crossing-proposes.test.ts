/** Romeo and Juliet call each other at the same moment. One of the two calls goes on, and nobody has to answer it. */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../src/call/reports.ts';
import { cross } from '../support/crossing.ts';
import type { Crossing } from '../support/crossing.ts';
import { dropped, keyWith, states, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { story, summary } from '../support/story.ts';

const ROMEO_WINS = { romeo: { sessionId: 'a1' }, juliet: { sessionId: 'b2' } } as const;

describe('the lower id wins', () => {
  test('the loser takes its call back and proceeds with the other [XEP-0353 #tie-break-1]', async () => {
    const crossing = await cross({ ...ROMEO_WINS, both: { omemo: 'acquainted' } });
    const { romeo, juliet } = crossing;
    await crossing.deliverAll();
    expect(story(crossing.delivered)).toEqual([
      'romeo > juliet: propose audio',
      'juliet > romeo: propose audio',
      'juliet > romeo: retract expired tie-break',
      `juliet > romeo: proceed device ${JULIET.deviceId}`,
      'romeo > juliet: reject expired tie-break',
      'romeo > juliet: session-initiate audio:encrypted',
      'juliet > romeo: ok',
      'juliet > romeo: session-accept audio:encrypted',
      'romeo > juliet: ok',
    ]);
    expect(told(juliet)).toEqual(['ended by core: expired', 'accepted', 'authenticated (blind)']);
    expect(juliet.reports[0]).toMatchObject({ sessionId: 'b2', replacedBy: 'a1', migratedTo: undefined });
    expect(told(romeo)).toEqual(['accepted', 'authenticated (blind)']);
    expect(states(juliet).slice(0, 3)).toEqual(['proposed.discovering', 'ended', 'accepted']);
  });

  test('by octets, not as people sort: Z before a [XEP-0353 #tie-break-1]', async () => {
    const crossing = await cross({ romeo: { sessionId: 'a1' }, juliet: { sessionId: 'Z2' } });
    await crossing.deliverAll();
    expect(crossing.romeo.reports[0]).toMatchObject({ kind: 'ended', reason: 'expired', replacedBy: 'Z2' });
  });

  test('of equal ids that of the lower JID wins, and the calls are told apart [XEP-0353 #tie-break-1]', async () => {
    const crossing = await cross({ romeo: { sessionId: 'same' }, juliet: { sessionId: 'same' } });
    const { romeo, juliet } = crossing;
    await crossing.deliverAll();
    expect(JULIET.account < ROMEO.account).toBe(true);
    expect(told(juliet)).toEqual(['accepted', 'unauthenticated (disabled)']);
    expect(told(romeo)).toEqual(['ended by core: expired', 'accepted', 'unauthenticated (disabled)']);
    romeo.manager.hangUp(keyWith(JULIET, crossing.romeo.reports[0]!.sessionId));
    await crossing.deliverAll();
    expect([romeo, juliet].map(({ manager }) => manager.stats().calls)).toEqual([0, 0]);
    expect(told(juliet).at(-1)).toBe('ended by peer: success');
  });
});

describe('C19: to lose does not widen consent', () => {
  test('a winner that asks for more rings [XEP-0353 #tie-break-1]', async () => {
    const crossing = await cross({ ...ROMEO_WINS, romeo: { sessionId: 'a1', media: ['audio', 'video'] } });
    const { romeo, juliet } = crossing;
    await crossing.deliverAll();
    expect(told(juliet)).toEqual(['ended by core: expired', 'incoming']);
    expect(told(romeo)).toEqual(['ringing']);
    juliet.manager.accept(keyWith(ROMEO, romeo.reports[0]!.sessionId));
    await crossing.deliverAll();
    expect(told(juliet).slice(2)).toEqual(['accepted', 'unauthenticated (disabled)']);
  });

  test('one that asks for less goes on with that, and nobody is asked', async () => {
    const crossing = await cross({ ...ROMEO_WINS, juliet: { sessionId: 'b2', media: ['video', 'audio'] } });
    await crossing.deliverAll();
    const accepted = crossing.juliet.reports.find(({ kind }) => kind === 'accepted');
    expect(accepted).toMatchObject({ media: ['audio'] });
  });

  test('the policy of the call that was placed is the policy of the one that replaces it', async () => {
    const juliet = { sessionId: 'b2', placed: { policy: 'require' }, options: { omemo: 'acquainted' } } as const;
    const crossing = await cross({ ...ROMEO_WINS, juliet });
    await crossing.deliverAll();
    expect(told(crossing.juliet)).toEqual(['ended by core: expired', 'ended by core: security-error']);
    expect(told(crossing.romeo)).toEqual(['ended by peer: security-error']);
  });

  test('one that replaces a call placed without OMEMO announces no device', async () => {
    const juliet = { sessionId: 'b2', placed: { omemo: 'disabled' } } as const;
    const crossing = await cross({ ...ROMEO_WINS, juliet, both: { omemo: 'acquainted' } });
    await crossing.deliverAll();
    expect(story(crossing.delivered)).toContain('juliet > romeo: proceed');
    expect(told(crossing.juliet).at(-1)).toBe('unauthenticated (disabled)');
    expect(told(crossing.romeo).at(-1)).toBe('unauthenticated (notAnnounced)');
  });
});

describe('I7: in another order', () => {
  test('a reject with a tie-break is waited out, without a word, until the proposal comes', async () => {
    const crossing = await cross(ROMEO_WINS);
    const { romeo, juliet } = crossing;
    // Juliet's arrives and is rejected, and the reject overtakes the propose that won.
    await crossing.deliver(1);
    await crossing.deliver(1);
    expect(story(crossing.delivered).at(-1)).toBe('romeo > juliet: reject expired tie-break');
    expect(told(juliet)).toEqual([]);
    expect(states(juliet)).toEqual(['proposed.discovering', 'proposed.yielding']);
    await crossing.deliverAll();
    expect(told(juliet)).toEqual(['ended by core: expired', 'accepted', 'unauthenticated (disabled)']);
    expect(told(romeo)).toEqual(['accepted', 'unauthenticated (disabled)']);
  });

  test('a proposal that was taken back before it came does not ring', async () => {
    const crossing = await cross(ROMEO_WINS);
    const { romeo } = crossing;
    await crossing.deliver(0);
    expect(crossing.underWay.map(({ stanza }) => summary(stanza))).toEqual([
      'propose audio',
      'retract expired tie-break',
      'proceed',
    ]);
    await crossing.deliver(1);
    expect(romeo.manager.stats().remembered).toBe(1);
    await crossing.deliver(0);
    expect(dropped(romeo)).toEqual(['noSuchCall', 'notRinging']);
    await crossing.deliverAll();
    expect(told(romeo)).toEqual(['accepted', 'unauthenticated (disabled)']);
  });

  test('a proposal that lost is rejected also where its proceed for ours overtook it', async () => {
    const crossing = await cross(ROMEO_WINS);
    const { romeo } = crossing;
    await crossing.deliver(0);
    await crossing.deliver(2);
    expect(story(crossing.delivered).at(-1)).toBe('juliet > romeo: proceed');
    await crossing.deliver(0);
    expect(story(crossing.delivered).at(-1)).toBe('juliet > romeo: propose audio');
    expect(summary(romeo.sent.at(-1)!)).toBe('reject expired tie-break');
    await crossing.deliverAll();
    expect(told(romeo)).toEqual(['accepted', 'unauthenticated (disabled)']);
  });

  test('one that comes when the call runs already is an offer that is taken back', async () => {
    const crossing = await cross(ROMEO_WINS);
    const { romeo, juliet } = crossing;
    await crossing.deliver(0);
    // All but the propose and the retract of hers.
    while (crossing.underWay.length > 2) await crossing.deliver(2);
    expect(told(romeo)).toEqual(['accepted', 'unauthenticated (disabled)']);
    await crossing.deliverAll();
    expect(told(romeo).slice(2)).toEqual(['migrationOffered', 'ended by peer: cancel']);
    expect([romeo, juliet].map(({ manager }) => manager.stats().calls)).toEqual([1, 1]);
  });
});

describe('what was decided', () => {
  test('is in the trace, in the words of the table', async () => {
    const crossing = await cross(ROMEO_WINS);
    await crossing.deliverAll();
    const decided = crossing.parties.flatMap(({ trace }) => trace.filter((entry) => entry.kind === 'decided'));
    expect(decided).toMatchObject([
      {
        about: 'proposal',
        sessionId: 'b2',
        decision: 'rejectTieBreak',
        facts: { withContact: 'proposed', wins: 'ours' },
      },
      { about: 'proposal', sessionId: 'a1', decision: 'replace', facts: { wins: 'theirs', media: 'covered' } },
    ]);
  });
});

test('who redials from inside the report of the lost call has a call already', async () => {
  const redials: unknown[] = [];
  const report = ({ kind }: CallReport) => {
    if (kind !== 'ended') return;
    try {
      crossing.juliet.manager.placeCall({ to: ROMEO.contact, media: ['audio'] });
    } catch (error) {
      redials.push(error);
    }
  };
  const crossing: Crossing = await cross({ ...ROMEO_WINS, juliet: { sessionId: 'b2', options: { report } } });
  await crossing.deliverAll();
  expect(redials).toMatchObject([{ kind: 'callInProgress' }]);
  expect(told(crossing.juliet).at(-1)).toBe('unauthenticated (disabled)');
});

test('who hangs up the winning call from inside the report of the lost one ends it after it has begun', async () => {
  const report = (last: CallReport) => {
    if (last.kind === 'ended' && last.replacedBy !== undefined) {
      crossing.juliet.manager.hangUp(keyWith(ROMEO, last.replacedBy));
    }
  };
  const crossing: Crossing = await cross({ ...ROMEO_WINS, juliet: { sessionId: 'b2', options: { report } } });
  await crossing.deliverAll();
  const sent = crossing.juliet.sent.map(summary);
  expect(sent.slice(0, 4)).toEqual(['propose audio', 'retract expired tie-break', 'proceed', 'reject cancel']);
  expect(crossing.parties.map(({ manager }) => manager.stats().calls)).toEqual([0, 0]);
});
