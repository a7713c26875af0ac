/**
 * Juliet calls Romeo while he calls her, and his client does only some of what a tie-break asks for, or none of it. It
 * comes to one call, or to an end on both sides; never to two calls, and never to a phone that rings for nothing.
 */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../src/call/reports.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import { idsBeginningWith } from '../support/crossing.ts';
import { keyWith, states, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO } from '../support/parties.ts';
import { idle, sentDuring } from '../support/solo.ts';
import type { Solo } from '../support/solo.ts';
import { content, fingerprint, jingle, propose, reason, word } from '../support/stanzas.ts';
import type { PartyOptions } from '../support/world.ts';

/** Hers, and of his one that wins and one that loses against it. */
const HERS = 'm5' as SessionId;
const LOWER = 'a1' as SessionId;
const HIGHER = 'z9' as SessionId;

const HIS_OTHER_DEVICE = 'romeo@montague.example/saddle';
const TIE_BREAK = `${reason('expired')}<tie-break/>`;

async function calling(options: PartyOptions = {}): Promise<Solo> {
  const solo = await idle({ ids: idsBeginningWith(HERS, 2), ...options });
  solo.juliet.manager.placeCall({ to: ROMEO.contact, media: ['audio'] });
  return solo;
}

const he = (verb: string, sessionId: string, inside = '', from: string = ROMEO.account) =>
  word(from, JULIET.account, verb, sessionId, inside);
const heProposes = (sessionId: string, ...media: readonly string[]) =>
  propose(ROMEO.account, JULIET.account, sessionId, media.length === 0 ? ['audio'] : media);
const heOffers = (sessionId: string) =>
  jingle(
    ROMEO.account,
    JULIET.account,
    'session-initiate',
    sessionId,
    content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) }),
  );

/** What she says to each of his words. */
function answers({ juliet }: Solo, ...words: readonly string[]): readonly (readonly string[])[] {
  return words.map((said) => sentDuring(juliet, () => juliet.receive(said)));
}

describe('his call wins', () => {
  test('and he says nothing of hers: she takes hers back, and the call is his', async () => {
    const solo = await calling();
    expect(answers(solo, heProposes(LOWER))).toEqual([['retract expired tie-break', 'proceed']]);
    solo.juliet.receive(heOffers(LOWER));
    await solo.settle();
    expect(told(solo.juliet)).toEqual(['ended by core: expired', 'accepted', 'unauthenticated (disabled)']);
    expect(solo.juliet.manager.stats().calls).toBe(1);
  });

  test('and he declines hers as any other, before he proposes: hers has ended, and his rings', async () => {
    const solo = await calling();
    answers(solo, he('reject', HERS, reason('busy')), heProposes(LOWER));
    expect(told(solo.juliet)).toEqual(['ended by peer: busy', 'incoming']);
  });

  test.each([
    ['declines', 'reject', reason('busy')],
    ['rejects, as he should,', 'reject', TIE_BREAK],
    ['rings for', 'ringing', ''],
    ['proceeds with', 'proceed', ''],
  ])('and he %s hers, which is over: nothing comes of that', async (_what, verb, inside) => {
    const solo = await calling();
    const [, said] = answers(solo, heProposes(LOWER), he(verb, HERS, inside));
    expect(said).toEqual([]);
    expect(states(solo.juliet)).toEqual(['proposed.discovering', 'ended', 'accepted']);
    expect(solo.juliet.manager.stats().calls).toBe(1);
  });

  test('and he takes hers before he proposes his: his is an offer during a call, and ends unanswered', async () => {
    const solo = await calling();
    answers(solo, he('proceed', HERS), heProposes(LOWER));
    await solo.settle();
    expect(told(solo.juliet)).toEqual(['migrationOffered']);
    await solo.advance(60_000);
    expect(solo.juliet.reports.filter(({ sessionId }) => sessionId === LOWER)).toMatchObject([
      { kind: 'ended', by: 'timer', reason: 'noAnswer' },
    ]);
  });

  test('and he takes it back as well: both have ended', async () => {
    const solo = await calling();
    answers(solo, heProposes(LOWER), he('retract', LOWER, reason('cancel')));
    expect(told(solo.juliet)).toEqual(['ended by core: expired', 'ended by peer: cancel']);
    expect(solo.juliet.manager.stats().calls).toBe(0);
  });
});

test('what he says in one breath is heard in that order: she proceeds before his call is over', async () => {
  // The connection hands over both from inside a report, so both wait for the step under way.
  const report = ({ kind }: CallReport) => {
    if (kind === 'ringing') for (const said of [heProposes(LOWER), he('retract', LOWER)]) solo.juliet.receive(said);
  };
  const solo: Solo = await calling({ report });
  expect(answers(solo, he('ringing', HERS))).toEqual([['retract expired tie-break', 'proceed']]);
  expect(told(solo.juliet)).toEqual(['ringing', 'ended by core: expired', 'ended by peer: cancel']);
  expect(states(solo.juliet).slice(-3)).toEqual(['ended', 'accepted', 'ended']);
});

describe('her call wins', () => {
  test('and he rings for it as if nothing were the matter: his is rejected once, and never again', async () => {
    const solo = await calling();
    const said = answers(solo, heProposes(HIGHER), heProposes(HIGHER), he('ringing', HERS), he('proceed', HERS));
    await solo.settle();
    expect(said).toEqual([['reject expired tie-break'], [], [], []]);
    expect(told(solo.juliet)).toEqual(['ringing']);
    expect(states(solo.juliet).at(-1)).toBe('initiated.waiting');
  });

  test('and he declines hers as any other: both have ended', async () => {
    const solo = await calling();
    answers(solo, heProposes(HIGHER), he('reject', HERS, reason('busy')));
    expect(told(solo.juliet)).toEqual(['ended by peer: busy']);
    expect(answers(solo, heProposes(HIGHER))).toEqual([[]]);
    expect(told(solo.juliet)).toEqual(['ended by peer: busy']);
  });

  test('and he goes on with his, as if it had been accepted: there is no such session', async () => {
    const solo = await calling();
    expect(answers(solo, heProposes(HIGHER), heOffers(HIGHER))).toEqual([
      ['reject expired tie-break'],
      ['error item-not-found unknown-session'],
    ]);
    expect(told(solo.juliet)).toEqual([]);
  });

  test('and he believes that his does: neither goes on, and hers ends in its deadline', async () => {
    const solo = await calling();
    answers(solo, heProposes(HIGHER), he('reject', HERS, TIE_BREAK));
    expect(told(solo.juliet)).toEqual([]);
    await solo.advance(30_000);
    expect(told(solo.juliet)).toEqual(['ended by timer: noAnswer']);
  });

  test('and he says nothing at all: it ends in its deadline', async () => {
    const solo = await calling();
    answers(solo, heProposes(HIGHER));
    await solo.advance(30_000);
    expect(told(solo.juliet)).toEqual(['ended by timer: noAnswer']);
  });

  test.each([
    ['with a tie-break', TIE_BREAK],
    ['as any other', reason('cancel')],
    ['without a reason', ''],
  ])('and he takes his back %s, before it comes: it does not ring', async (_how, inside) => {
    const solo = await calling();
    expect(answers(solo, he('retract', HIGHER, inside), heProposes(HIGHER))).toEqual([[], []]);
    expect(told(solo.juliet)).toEqual([]);
    expect(states(solo.juliet)).toEqual(['proposed.discovering']);
  });
});

describe('he has rejected hers with a tie-break', () => {
  test.each([LOWER, HIGHER])('and proposes: his goes on whatever its id, %s', async (sessionId) => {
    const solo = await calling();
    const said = answers(solo, he('reject', HERS, TIE_BREAK), heProposes(sessionId));
    expect(said).toEqual([[], ['retract expired tie-break', 'proceed']]);
    expect(told(solo.juliet)).toEqual(['ended by core: expired']);
    expect(solo.juliet.reports[0]).toMatchObject({ sessionId: HERS, replacedBy: sessionId });
  });

  test('and proposes more: it rings', async () => {
    const solo = await calling();
    answers(solo, he('reject', HERS, TIE_BREAK), heProposes(HIGHER, 'audio', 'video'));
    expect(told(solo.juliet)).toEqual(['ended by core: expired', 'incoming']);
  });

  test('and proposes nothing: it ends in its deadline, which no further reject puts off', async () => {
    const solo = await calling();
    answers(solo, he('reject', HERS, TIE_BREAK));
    await solo.advance(20_000);
    answers(solo, he('reject', HERS, TIE_BREAK), he('ringing', HERS));
    expect(told(solo.juliet)).toEqual([]);
    await solo.advance(10_000);
    expect(told(solo.juliet)).toEqual(['ended by timer: noAnswer']);
  });

  test('and takes his back before it comes: nothing rings, and hers ends in its deadline', async () => {
    const solo = await calling();
    const said = answers(
      solo,
      he('reject', HERS, TIE_BREAK),
      he('retract', HIGHER, reason('cancel')),
      heProposes(HIGHER),
    );
    expect(said).toEqual([[], [], []]);
    await solo.advance(30_000);
    expect(told(solo.juliet)).toEqual(['ended by timer: noAnswer']);
  });

  test('and another device of his takes hers: the call is hers, and his proposal an offer beside it', async () => {
    const solo = await calling();
    answers(solo, he('reject', HERS, TIE_BREAK), he('proceed', HERS, '', HIS_OTHER_DEVICE), heProposes(LOWER));
    await solo.settle();
    expect(states(solo.juliet)).toContain('initiated.waiting');
    expect(told(solo.juliet)).toEqual(['migrationOffered']);
  });

  test('and she hangs up: hers is retracted, and his proposal rings like any', async () => {
    const solo = await calling();
    answers(solo, he('reject', HERS, TIE_BREAK));
    expect(sentDuring(solo.juliet, () => solo.juliet.manager.hangUp(keyWith(ROMEO, HERS)))).toEqual(['retract cancel']);
    answers(solo, heProposes(HIGHER));
    expect(told(solo.juliet)).toEqual(['ended by local: cancel', 'incoming']);
  });
});

describe('a proposal that comes late', () => {
  test('is no crossing of a call with somebody else: busy, as ever', async () => {
    const solo = await idle({ ids: idsBeginningWith(HERS, 2) });
    solo.juliet.manager.placeCall({ to: NURSE.contact, media: ['audio'] });
    expect(answers(solo, heProposes(LOWER))).toEqual([['reject busy']]);
  });

  test.each(['propose', 'ringing', 'finish'])('a %s of another resource of ours is not remembered', async (verb) => {
    const solo = await idle();
    solo.juliet.receive(word('juliet@capulet.example/chamber', ROMEO.account, verb, LOWER));
    expect(solo.juliet.manager.stats().remembered).toBe(0);
  });

  test.each(['proceed', 'reject'])('I10: after the %s of another resource of ours, it does not ring', async (verb) => {
    const solo = await idle();
    solo.juliet.receive(word('juliet@capulet.example/chamber', ROMEO.account, verb, LOWER));
    expect(answers(solo, heProposes(LOWER))).toEqual([[]]);
    expect(told(solo.juliet)).toEqual([]);
    expect(solo.juliet.manager.stats()).toMatchObject({ calls: 0, remembered: 1 });
  });
});
