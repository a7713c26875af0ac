/** A session-initiate that nobody proposed: who may ring, what is done before the user answers, how it ends. */
import { describe, expect, test } from 'vitest';
import { dropped, engineOf, keyWith, told, verdicts } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, active, bytesDuring, idle, offer, ringing, sentDuring } from '../support/solo.ts';
import { candidateContent, content, fingerprint, jingle, propose, reason } from '../support/stanzas.ts';
import { summary } from '../support/story.ts';
import type { PartyOptions } from '../support/world.ts';

const UNKNOWN_SESSION = 'error item-not-found unknown-session';
const SWORD = 'romeo@montague.example/sword';

/** A session-initiate of somebody, with a plain fingerprint in each content. */
function calls(from: string, sessionId: string, media: readonly string[] = ['audio'], iqId = 'd1'): string {
  const contents = media.map((kind) => content({ name: kind, fingerprints: fingerprint(ROMEO.dtlsFingerprint) }));
  return jingle(from, JULIET.account, 'session-initiate', sessionId, contents.join(''), iqId);
}

/** Romeo has called juliet's one resource, and it rings. */
async function called(options?: PartyOptions, stanza: string = offer()) {
  const solo = await idle(options);
  const sent = sentDuring(solo.juliet, () => solo.juliet.receive(stanza));
  return { ...solo, sent };
}

const knowsRomeo = { sharesPresenceWith: (contact: string) => contact === ROMEO.contact };

describe('a session-initiate that nobody proposed', () => {
  test('is acknowledged and rings, and nothing else is done [XEP-0166 #protocol-initiate]', async () => {
    const { juliet, sent } = await called();
    expect(sent).toEqual(['ok', 'session-info ringing']);
    expect(juliet.reports).toEqual([
      { kind: 'incoming', sessionId: S1, peer: ROMEO.account, media: ['audio'], ageMs: undefined, direct: true },
    ]);
    expect(juliet.media.engines).toEqual([]);
  });

  test('names the media of its contents', async () => {
    const { juliet } = await called({}, calls(ROMEO.account, 'd', ['audio', 'video']));
    expect(juliet.reports).toMatchObject([{ kind: 'incoming', media: ['audio', 'video'] }]);
  });

  test.each(['refuse', 'ring'] as const)(
    'of a stranger is one for an unknown session, with %s',
    async (directCalls) => {
      const { juliet } = await idle({ ...knowsRomeo, directCalls });
      const lone = await idle({ directCalls: 'refuse' });
      const stanza = calls(TYBALT.account, 'd');
      const unknown = bytesDuring(lone.juliet, () => lone.juliet.receive(stanza));
      expect(bytesDuring(juliet, () => juliet.receive(stanza))).toEqual(unknown);
      expect([juliet.reports, dropped(juliet), juliet.manager.stats().remembered]).toEqual([[], ['noSuchCall'], 0]);
    },
  );

  test('of a contact is one for an unknown session where such calls are not wanted', async () => {
    const { juliet, sent } = await called({ directCalls: 'refuse' });
    expect([sent, juliet.reports]).toEqual([[UNKNOWN_SESSION], []]);
  });

  test.each([
    [
      'what is no media',
      jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, '<content creator="initiator" name="f"/>'),
    ],
    ['nothing', jingle(ROMEO.account, JULIET.account, 'session-initiate', S1)],
    ['what cannot be read', jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, '<content name="f"/>')],
    ['a contact as a whole for its sender', calls(ROMEO.contact, S1)],
    ['our own address for its sender', calls(JULIET.account, S1)],
  ])('with %s is one for an unknown session', async (_what, stanza) => {
    const { juliet, sent } = await called({}, stanza);
    expect([sent, juliet.reports]).toEqual([[UNKNOWN_SESSION], []]);
  });

  test('of another resource than the one that proposed it is none of its business', async () => {
    const { juliet } = await ringing();
    expect(sentDuring(juliet, () => juliet.receive(calls(SWORD, S1)))).toEqual([UNKNOWN_SESSION]);
    expect(told(juliet)).toEqual(['incoming']);
  });

  test('whose id was a call before is one for an unknown session', async () => {
    const { juliet } = await called();
    juliet.manager.reject(keyWith(ROMEO, S1));
    const replayed = sentDuring(juliet, () => juliet.receive(offer()));
    expect([replayed, told(juliet)]).toEqual([[UNKNOWN_SESSION], ['incoming', 'ended by local: decline']]);
  });

  test('that comes again while it rings gets its answer again, and another is out of order', async () => {
    const { juliet } = await called();
    expect(sentDuring(juliet, () => juliet.receive(offer()))).toEqual(['ok']);
    const other = sentDuring(juliet, () => juliet.receive(offer('another')));
    expect(other).toEqual(['error unexpected-request out-of-order']);
    expect(told(juliet)).toEqual(['incoming']);
  });
});

describe('during another call', () => {
  test('somebody else hears that we are busy, and we that a call was missed [XEP-0167 #scenarios-busy]', async () => {
    const { juliet, clock } = await active();
    const before = juliet.reports.length;
    const sent = sentDuring(juliet, () => juliet.receive(calls(NURSE.account, 'd')));
    expect(sent).toEqual(['ok', 'session-terminate busy']);
    const missed = { kind: 'missed', media: ['audio'], atMs: clock.now(), busy: true };
    expect(juliet.reports.slice(before)).toEqual([{ ...missed, sessionId: 'd', peer: NURSE.account }]);
    expect(sentDuring(juliet, () => juliet.receive(calls(NURSE.account, 'd')))).toEqual([UNKNOWN_SESSION]);
    expect(juliet.reports.length).toBe(before + 1);
  });

  test('somebody else rings where that is wanted', async () => {
    const { juliet } = await active({ whenBusy: 'ring' });
    const sent = sentDuring(juliet, () => juliet.receive(calls(NURSE.account, 'd')));
    expect([sent, told(juliet).at(-1)]).toEqual([['ok', 'session-info ringing'], 'incoming']);
  });

  test('the same contact is busy talking to us, also one that may not see our presence', async () => {
    const { juliet } = await active({ sharesPresenceWith: () => false });
    expect(sentDuring(juliet, () => juliet.receive(calls(SWORD, 'd')))).toEqual(['ok', 'session-terminate busy']);
    expect(told(juliet).at(-1)).toBe('missed');
  });

  test('a stranger whose proposal rings is no contact for it', async () => {
    const { juliet } = await ringing({ sharesPresenceWith: () => false });
    expect(sentDuring(juliet, () => juliet.receive(calls(SWORD, 'd')))).toEqual([UNKNOWN_SESSION]);
  });
});

describe('the answer to a direct call', () => {
  test('to a plain offer is plain, and says why', async () => {
    const { juliet, settle } = await called({ omemo: 'acquainted' });
    juliet.manager.accept(keyWith(ROMEO, S1));
    await settle();
    expect(told(juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (notAnnounced)']);
    engineOf(juliet).connected(ROMEO.dtlsFingerprint);
    expect(told(juliet).at(-1)).toBe('connected');
  });

  test.each(['opportunistic', 'expect'] as const)('may do without OMEMO under %s', async (policy) => {
    const { juliet, settle } = await called({ omemo: 'acquainted', policy });
    juliet.manager.accept(keyWith(ROMEO, S1), { omemo: 'disabled' });
    await settle();
    expect(verdicts(juliet)).toEqual([{ state: 'unauthenticated', because: 'disabled' }]);
  });

  test('is no under a policy that takes nothing plain: it does not ring', async () => {
    const { juliet, sent } = await called({ omemo: 'acquainted', policy: 'require' });
    expect(sent).toEqual(['ok', 'session-terminate security-error']);
    expect(told(juliet)).toEqual(['ended by core: security-error']);
    expect(juliet.media.engines).toEqual([]);
  });

  test.each([
    ['two fingerprints', fingerprint(ROMEO.dtlsFingerprint).repeat(2)],
    ['none', ''],
  ])('is no to a content with %s, whatever the policy', async (_what, fingerprints) => {
    const stanza = jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, content({ fingerprints }));
    const { juliet, sent } = await called({}, stanza);
    expect(sent).toEqual(['ok', 'session-terminate security-error']);
    expect(told(juliet)).toEqual(['ended by core: security-error']);
  });

  test('is told by name where the user declines', async () => {
    const { juliet } = await called();
    const sent = sentDuring(juliet, () => juliet.manager.reject(keyWith(ROMEO, S1)));
    expect(sent).toEqual(['session-terminate decline']);
    expect(told(juliet)).toEqual(['incoming', 'ended by local: decline']);
  });

  test('is that nobody is there, after a while, and the call was missed', async () => {
    const { juliet, advance } = await called();
    const before = juliet.sent.length;
    await advance(60_000);
    expect(juliet.sent.slice(before).map(summary)).toEqual(['session-terminate timeout']);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by timer: noAnswer']);
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0, buffered: 0 });
  });

  test('comes too late where the caller has ended it', async () => {
    const { juliet } = await called();
    const end = jingle(ROMEO.account, JULIET.account, 'session-terminate', S1, reason('cancel'), 'end');
    expect(sentDuring(juliet, () => juliet.receive(end))).toEqual(['ok']);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });

  test('uses the candidates that came before it', async () => {
    const { juliet, settle } = await called();
    const early = jingle(ROMEO.account, JULIET.account, 'transport-info', S1, candidateContent('audio', 50_001), 'c');
    expect(sentDuring(juliet, () => juliet.receive(early))).toEqual(['ok']);
    expect(juliet.manager.stats().buffered).toBe(1);
    juliet.manager.accept(keyWith(ROMEO, S1));
    await settle();
    expect(JSON.stringify(engineOf(juliet).orders)).toContain('50001');
    expect(juliet.manager.stats().buffered).toBe(0);
  });
});

describe('an application that dies while a direct call rings', () => {
  test('goes on with the offer that it held', async () => {
    const { juliet, settle } = await called({ omemo: 'acquainted' });
    await juliet.restart();
    juliet.manager.accept(keyWith(ROMEO, S1));
    await settle();
    expect(told(juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (notAnnounced)']);
  });

  test('still refuses the same id afterwards', async () => {
    const { juliet } = await called({ omemo: 'acquainted' });
    juliet.manager.reject(keyWith(ROMEO, S1));
    await juliet.restart();
    expect(sentDuring(juliet, () => juliet.receive(offer()))).toEqual([UNKNOWN_SESSION]);
  });
});

test('a proposal of the same contact may ring beside it', async () => {
  const { juliet } = await called();
  juliet.receive(propose(SWORD, JULIET.account, 'p'));
  expect(told(juliet)).toEqual(['incoming', 'incoming']);
});
