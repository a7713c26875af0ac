/** What the inspector says of a verdict: no more than was checked. */
import { describe, expect, test } from 'vitest';
import type { UnauthenticatedCause } from '../../machines/verdict.ts';
import type { Moment } from '../../src/inspect/timeline.ts';
import { wordsOfVerdict } from '../../src/inspect/verdict-words.ts';

const moment = (changed: Partial<Moment>): Moment => ({
  ...{ state: 'established.active', from: '', event: undefined, effects: [], context: {}, deadlines: [] },
  ...{ verdict: undefined, isOver: false, followed: undefined },
  ...changed,
});
const authenticated = (trust: string) =>
  wordsOfVerdict(moment({ verdict: { state: 'authenticated', trust, deviceId: 222 } }));

const CAUSES = Object.keys({
  ...{ announcedNotUsed: 1, disabled: 1, distrusted: 1, invalidDevice: 1, noSession: 1, notAnnounced: 1, oneWay: 1 },
} satisfies Record<UnauthenticatedCause, 1>);

describe('the words for a verdict', () => {
  test('say that the server cannot listen of a key that was compared, and of no other', () => {
    expect(authenticated('verified')).toMatchObject({ tone: 'good', why: expect.stringMatching(/cannot listen/) });
    for (const trust of ['blind', 'undecided']) {
      expect(authenticated(trust).why).toMatch(
        /by device 222, whose key .*\. Whoever holds that key is at the other end\.$/,
      );
      expect(authenticated(trust).why).not.toContain('cannot listen');
    }
  });

  test.each(CAUSES)('say why a call is not authenticated: %s', (because) => {
    const { tone, why } = wordsOfVerdict(moment({ verdict: { state: 'unauthenticated', because } }));
    expect(tone).toBe('warn');
    expect(why).toMatch(/^Whoever is in the middle can listen: .{20,}\.$/);
  });

  test('call a call refused that was ended for what came, whatever was said of it before', () => {
    const effects = [{ kind: 'reportEnd', by: 'core', reason: 'security-error' }];
    const verdict = { state: 'authenticated', trust: 'blind' };
    expect(wordsOfVerdict(moment({ effects, verdict, isOver: true }))).toMatchObject({ tone: 'bad', title: 'Refused' });
  });

  test('say why there is none yet, or never was', () => {
    expect(wordsOfVerdict(moment({ state: 'accepted' }))).toMatchObject({
      tone: 'open',
      why: expect.stringMatching(/accepted/),
    });
    expect(wordsOfVerdict(moment({ isOver: true })).why).toMatch(/^The call ended before/);
  });
});
