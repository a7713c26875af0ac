/** What an application may ask for, what it may not, and what it can rely on. */
import { describe, expect, test } from 'vitest';
import { CallManager } from '../../src/call/call-manager.ts';
import type { BareJid } from '../../src/jid.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { createTestMedia } from '../support/engine.ts';
import { misuse } from '../support/misuse.ts';
import { accept, answer, connect, createPair, engineOf, keyWith, ring, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, accepted, idle, offer, ringing, sentDuring } from '../support/solo.ts';
import { propose } from '../support/stanzas.ts';
import { summary } from '../support/story.ts';

const ROMEOS_ACCOUNT = 'romeo@montague.example' as BareJid;
const NOTHING = { calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 0 };

describe('placeCall', () => {
  test.each([
    ['no media', []],
    ['a medium twice', ['audio', 'audio']],
  ] as const)('refuses %s', async (_what, media) => {
    const { juliet } = await idle();
    expect(misuse(() => juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media }))).toBe('badMedia');
    expect([juliet.sent, juliet.manager.stats()]).toEqual([[], NOTHING]);
  });

  test('refuses a second call with a contact, also one that rings', async () => {
    const { juliet } = await ringing();
    expect(misuse(() => juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media: ['audio'] }))).toBe('callInProgress');
    juliet.manager.placeCall({ to: 'nurse@capulet.example' as BareJid, media: ['audio'] });
    expect(juliet.manager.stats().calls).toBe(2);
  });

  test('refuses a policy that needs the OMEMO it is told to leave out', async () => {
    const { romeo } = await createPair();
    const media = ['audio'] as const;
    const options = { to: 'juliet@capulet.example' as BareJid, media, policy: 'require', omemo: 'disabled' } as const;
    expect(misuse(() => romeo.manager.placeCall(options))).toBe('contradictoryPolicy');
    const { juliet } = await idle();
    expect(misuse(() => juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media, policy: 'require' }))).toBe(
      'contradictoryPolicy',
    );
    expect(romeo.sent).toEqual([]);
  });

  test('names the call with an id that others cannot know', async () => {
    const { juliet } = await idle();
    const first = juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media: ['audio'] });
    juliet.manager.hangUp(first);
    const second = juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media: ['audio'] });
    expect(first.peer).toBe(ROMEOS_ACCOUNT);
    expect(second.sessionId).not.toBe(first.sessionId);
  });

  test('names the call as it is told to', async () => {
    const { juliet } = await idle();
    const sessionId = 'S1' as SessionId;
    expect(juliet.manager.placeCall({ to: ROMEOS_ACCOUNT, media: ['audio'], sessionId })).toEqual({
      peer: ROMEOS_ACCOUNT,
      sessionId,
    });
    expect(juliet.manager.calls()).toEqual([{ peer: ROMEOS_ACCOUNT, sessionId, asks: false }]);
    juliet.manager.hangUp({ peer: ROMEOS_ACCOUNT, sessionId });
    expect(juliet.manager.calls()).toEqual([]);
  });

  // The call that just ended was still in the index, and redialling from its last report was a misuse.
  test('redials from inside the report of the end', async () => {
    const pair = await createPair({
      romeo: {
        report: ({ kind }) => {
          if (kind === 'ended') pair.romeo.manager.placeCall({ to: pair.juliet.contact, media: ['audio'] });
        },
      },
    });
    const sessionId = await ring(pair);
    pair.juliet.manager.reject(keyWith(ROMEO, sessionId));
    await pair.settle();
    expect(told(pair.romeo)).toEqual(['ringing', 'ended by peer: decline', 'ringing']);
    expect(pair.romeo.manager.stats()).toMatchObject({ calls: 1, remembered: 1 });
  });
});

describe('accept, reject and hangUp', () => {
  test('refuse a call there is not, was not, or is over', async () => {
    const { juliet } = await ringing();
    const { manager } = juliet;
    const all = [manager.accept.bind(manager), manager.reject.bind(manager), manager.hangUp.bind(manager)];
    for (const act of all) {
      expect(misuse(() => act({ peer: ROMEOS_ACCOUNT, sessionId: 's9' as typeof S1 }))).toBe('noSuchCall');
      expect(misuse(() => act(keyWith(NURSE, S1)))).toBe('noSuchCall');
    }
    juliet.manager.reject(keyWith(ROMEO, S1));
    for (const act of all) expect(misuse(() => act(keyWith(ROMEO, S1)))).toBe('noSuchCall');
    expect(told(juliet)).toEqual(['incoming', 'ended by local: decline']);
  });

  test('refuse to answer what does not ring here', async () => {
    const pair = await createPair();
    const sessionId = await answer(pair);
    const { romeo, juliet } = pair;
    expect(misuse(() => juliet.manager.accept(keyWith(romeo, sessionId)))).toBe('notRinging');
    expect(misuse(() => juliet.manager.reject(keyWith(romeo, sessionId)))).toBe('notRinging');
    expect(misuse(() => romeo.manager.accept(keyWith(juliet, sessionId)))).toBe('notRinging');
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test('work from inside a report, in the order they are asked for', async () => {
    const { juliet } = await idle({
      report: ({ kind }) => {
        if (kind !== 'incoming') return;
        juliet.manager.accept(keyWith(ROMEO, S1));
        juliet.manager.hangUp(keyWith(ROMEO, S1));
      },
    });
    const proposed = propose(ROMEO.account, JULIET.account, S1);
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['ringing', 'proceed', 'reject cancel']);
  });

  test('hangs up whatever the call is at, each time with the word for it', async () => {
    const ends: (readonly string[])[] = [];
    for (const begin of [ringing, accepted]) {
      const { juliet } = await begin();
      ends.push(sentDuring(juliet, () => juliet.manager.hangUp(keyWith(ROMEO, S1))));
    }
    const pair = await createPair();
    const sessionId = await connect(pair);
    ends.push(sentDuring(pair.romeo, () => pair.romeo.manager.hangUp(keyWith(JULIET, sessionId))));
    expect(ends).toEqual([['reject decline'], ['reject cancel'], ['session-terminate success', 'finish success']]);
  });
});

describe('CallManagerOptions', () => {
  test('asks for a policy per contact where it is a function', async () => {
    const asked: string[] = [];
    const policy = (contact: BareJid) => {
      asked.push(contact);
      return 'opportunistic' as const;
    };
    const { juliet } = await idle({ policy });
    juliet.receive(propose(ROMEO.account, JULIET.account, S1));
    expect(new Set(asked)).toEqual(new Set([ROMEOS_ACCOUNT]));
  });

  test('refuses a plain offer under the policy require, and takes it under a call’s own', async () => {
    for (const [policy, words] of [
      ['require', ['ok', 'session-terminate security-error', 'finish security-error']],
      ['opportunistic', ['ok']],
    ] as const) {
      const { juliet } = await accepted({ omemo: 'acquainted', policy });
      expect(sentDuring(juliet, () => juliet.receive(offer()))).toEqual(words);
    }
  });

  test('keeps other deadlines for each call where told to', async () => {
    const { juliet, advance } = await ringing({ deadlines: { ringMs: 5_000 } });
    await advance(4_999);
    expect(told(juliet)).toEqual(['incoming']);
    await advance(1);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
  });

  test('shows nobody that we are there unless told to whom', () => {
    const sent: string[] = [];
    const manager = new CallManager({
      account: JULIET.account,
      wire: { send: (stanza) => void sent.push(summary(stanza)) },
      media: createTestMedia(JULIET),
      omemo: undefined,
      report: () => {},
      clock: { now: () => 0, schedule: () => () => {} },
    });
    manager.receive(propose(ROMEO.account, JULIET.account, S1));
    expect(manager.stats().calls).toBe(1);
    expect(sent).toEqual([]);
  });

  test('answers a call with a plain one where the user leaves OMEMO out of it', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    pair.juliet.manager.accept(keyWith(ROMEO, sessionId), { omemo: 'disabled' });
    await pair.settle();
    expect(pair.juliet.sent.map(summary)).toContain('proceed');
    expect(told(pair.juliet)).toContain('unauthenticated (disabled)');
    expect(told(pair.romeo)).toContain('unauthenticated (notAnnounced)');
  });
});

describe('setTrust', () => {
  test('is refused without OMEMO', async () => {
    const { juliet } = await idle();
    const device = { account: ROMEOS_ACCOUNT, deviceId: ROMEO.deviceId };
    await expect(juliet.manager.setTrust({ ...device, identityKey: undefined }, 'verified')).rejects.toMatchObject({
      kind: 'noOmemo',
    });
  });
});

describe('stats', () => {
  test('counts what a call holds, and nothing once it is over', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    expect(pair.romeo.manager.stats()).toEqual({ calls: 1, buffered: 0, timers: 1, pending: 0, remembered: 0 });
    accept(pair.juliet, pair.romeo, sessionId);
    await pair.clock.advance(2, () => pair.romeo.manager.settled());
    expect(pair.romeo.manager.stats()).toMatchObject({ calls: 1, timers: 1, pending: 1 });
    await pair.settle();
    engineOf(pair.romeo).connected(JULIET.dtlsFingerprint);
    expect(pair.romeo.manager.stats()).toMatchObject({ calls: 1, timers: 0, pending: 0 });
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    await pair.settle();
    for (const { manager } of [pair.romeo, pair.juliet]) expect(manager.stats()).toEqual({ ...NOTHING, remembered: 1 });
  });

  test('remembers so many ended calls and no more, the newest', async () => {
    const { juliet } = await idle({ sharesPresenceWith: () => false });
    for (let call = 0; call <= 1_024; call += 1) {
      juliet.receive(propose(TYBALT.account, JULIET.account, `s${call}`));
      juliet.manager.reject(keyWith(TYBALT, `s${call}` as typeof S1));
    }
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, remembered: 1_024 });
    const before = juliet.reports.length;
    juliet.receive(propose(TYBALT.account, JULIET.account, 's1'));
    expect(juliet.reports).toHaveLength(before);
    juliet.receive(propose(TYBALT.account, JULIET.account, 's0'));
    expect(juliet.reports).toHaveLength(before + 1);
  });
});

describe('accept, of a call that needs OMEMO', () => {
  test('refuses to switch it off, and the call goes on ringing', async () => {
    const { juliet } = await ringing({ policy: 'require', omemo: 'new' });
    const call = keyWith(ROMEO, S1);
    expect(misuse(() => juliet.manager.accept(call, { omemo: 'disabled' }))).toBe('contradictoryPolicy');
    expect(sentDuring(juliet, () => juliet.manager.accept(call))).toEqual([expect.stringContaining('proceed')]);
  });

  test('refuses where the account has none', async () => {
    const { juliet } = await ringing({ policy: 'require', omemo: 'none' });
    expect(misuse(() => juliet.manager.accept(keyWith(ROMEO, S1)))).toBe('contradictoryPolicy');
  });
});
