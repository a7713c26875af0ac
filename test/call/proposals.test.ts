/** The facts a proposal is decided by: what counts as covered, as won, as room. */
import { describe, expect, test } from 'vitest';
import type { ProposalFacts } from '../../machines/between-calls.ts';
import type { BareJid } from '../../src/jid.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import { idsBeginningWith } from '../support/crossing.ts';
import { keyWith, told } from '../support/pair.ts';
import { JULIET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';
import { accepted, active, answered, idle, ringing, S1 } from '../support/solo.ts';
import type { Solo } from '../support/solo.ts';
import { propose, reason, word } from '../support/stanzas.ts';
import type { PartyOptions } from '../support/world.ts';

const HIS_OTHER_RESOURCE = 'romeo@montague.example/saddle';

async function calling(media: MediaKinds, options: PartyOptions = {}): Promise<Solo> {
  const solo = await idle({ ids: idsBeginningWith('m5', 2), ...options });
  solo.juliet.manager.placeCall({ to: ROMEO.contact, media });
  return solo;
}

/** The facts about the proposal that comes now. */
function factsOf(
  { juliet }: Solo,
  sessionId: string,
  media: readonly string[] = ['audio'],
  from: string = ROMEO.account,
): ProposalFacts | undefined {
  juliet.receive(propose(from, JULIET.account, sessionId, media));
  const decided = juliet.trace.findLast((entry) => entry.kind === 'decided');
  return decided?.about === 'proposal' && decided.sessionId === sessionId ? decided.facts : undefined;
}

describe('the media that the user offered', () => {
  test.each([
    [['audio'], ['audio'], 'covered'],
    [['audio', 'video'], ['video'], 'covered'],
    [['audio', 'video'], ['video', 'audio'], 'covered'],
    [['audio'], ['audio', 'video'], 'more'],
    [['audio'], ['video'], 'more'],
    [['audio', 'video'], ['audio', 'audio'], 'more'],
  ] as const)('%j, of what asks for %j: %s', async (offered, asked, media) => {
    expect(factsOf(await calling(offered), 'a1', asked)).toMatchObject({ media, wins: 'theirs' });
  });
});

describe('the winner of a tie-break', () => {
  test.each([
    ['m4', ROMEO.account, 'theirs'],
    ['m6', ROMEO.account, 'ours'],
    ['m', ROMEO.account, 'theirs'],
    ['M6', ROMEO.account, 'theirs'],
    ['m5', ROMEO.account, 'ours'],
  ] as const)('of m5 and %s, the latter of %s: %s [XEP-0353 #tie-break-1]', async (sessionId, from, wins) => {
    expect(factsOf(await calling(['audio']), sessionId, ['audio'], from)).toMatchObject({ wins, sessionId: 'new' });
  });

  test('of one id is told by the whole JID of both, not by the account alone', async () => {
    const options = { ids: idsBeginningWith('m5', 2), sharesPresenceWith: () => true };
    const solo = await idle(options);
    const brother = 'juliet@capulet.example-2' as BareJid;
    solo.juliet.manager.placeCall({ to: brother, media: ['audio'] });
    // As accounts, hers is the beginning of the other, and lower. As full JIDs, `-` comes before `/`.
    expect(factsOf(solo, 'm5', ['audio'], `${brother}/x`)).toMatchObject({ wins: 'theirs' });
  });
});

describe('the call with the same contact', () => {
  test.each([
    ['rings', ringing, 'asking'],
    ['was taken here', accepted, 'running'],
    ['was answered', answered, 'running'],
    ['runs', active, 'running'],
  ] as const)('that %s', async (_what, begin, withContact) => {
    expect(factsOf(await begin(), 's2')).toMatchObject({ withContact, withOthers: 'none', sessionId: 'new' });
  });

  test('that is ours', async () => {
    expect(factsOf(await calling(['audio']), 'a1')).toMatchObject({ withContact: 'proposed' });
  });

  test('that is ours and was rejected with a tie-break', async () => {
    const solo = await calling(['audio']);
    solo.juliet.receive(word(ROMEO.account, JULIET.account, 'reject', 'm5', `${reason('expired')}<tie-break/>`));
    expect(factsOf(solo, 'z9')).toMatchObject({ withContact: 'yielding', wins: 'ours' });
  });

  test('that is ours and taken: by the one who proposes now, or by somebody else', async () => {
    for (const [from, withContact] of [
      [ROMEO.account, 'taken'],
      [HIS_OTHER_RESOURCE, 'running'],
    ] as const) {
      const solo = await calling(['audio']);
      solo.juliet.receive(word(ROMEO.account, JULIET.account, 'proceed', 'm5'));
      expect(factsOf(solo, 'z9', ['audio'], from)).toMatchObject({ withContact, wins: 'ours' });
    }
  });

  test('is not the call with somebody else', async () => {
    const solo = await active();
    expect(factsOf(solo, 's2', ['audio'], NURSE.account)).toMatchObject({ withContact: 'none', withOthers: 'some' });
  });
});

describe('the id of a proposal', () => {
  test.each([
    ['of the call itself', S1],
    ['of one that is offered', 's2'],
  ])('is known again: %s', async (_what, sessionId) => {
    const solo = await active();
    factsOf(solo, 's2');
    expect(factsOf(solo, sessionId)).toMatchObject({ sessionId: 'known' });
    expect(told(solo.juliet).filter((kind) => kind === 'migrationOffered')).toHaveLength(1);
  });

  test('is known when it lost, and when it was declined', async () => {
    const crossing = await calling(['audio']);
    factsOf(crossing, 'z9');
    expect(factsOf(crossing, 'z9')).toMatchObject({ sessionId: 'known' });
    const offered = await active();
    factsOf(offered, 's2');
    offered.juliet.manager.reject(keyWith(ROMEO, 's2' as SessionId));
    expect(factsOf(offered, 's2')).toMatchObject({ sessionId: 'known' });
  });
});

describe('room', () => {
  test('is for so many that wait for the user, offers to migrate among them', async () => {
    const solo = await active();
    for (let call = 0; call < 32; call += 1) expect(factsOf(solo, `offer-${call}`)).toMatchObject({ room: 'free' });
    expect(factsOf(solo, 'one-more')).toMatchObject({ room: 'full' });
    expect(told(solo.juliet).filter((kind) => kind === 'migrationOffered')).toHaveLength(32);
    expect(solo.juliet.manager.stats().calls).toBe(33);
  });

  test('is less for those who may not see that we are there', async () => {
    const solo = await idle({ sharesPresenceWith: (contact) => contact !== TYBALT.contact });
    for (let call = 0; call < 16; call += 1) factsOf(solo, `ring-${call}`, ['audio'], TYBALT.account);
    expect(factsOf(solo, 'one-more', ['audio'], TYBALT.account)).toMatchObject({ room: 'full', presence: 'hidden' });
    expect(factsOf(solo, 'his')).toMatchObject({ room: 'free', presence: 'shared', withOthers: 'none' });
  });
});
