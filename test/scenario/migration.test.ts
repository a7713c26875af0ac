/**
 * Juliet talks to Romeo on her balcony and takes her tablet to go on in her chamber: it proposes a call of its own. To
 * move there is an offer that Romeo is asked about, since any device could make it.
 */
import { describe, expect, test } from 'vitest';
import type { CallReport } from '../../src/call/reports.ts';
import type { SessionId } from '../../src/stanzas/identifiers.ts';
import type { MediaKinds } from '../../src/stanzas/jingle.ts';
import { misuse } from '../support/misuse.ts';
import { connect, createPair, keyWith, told, verdicts } from '../support/pair.ts';
import type { PairOptions } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { active, offer, ringing, S1, sentDuring } from '../support/solo.ts';
import { propose, reason, word } from '../support/stanzas.ts';
import { story } from '../support/story.ts';

const S2 = 's2' as SessionId;

/** Romeo and Juliet talk, and her tablet is at hand. */
async function talking(options: PairOptions = {}) {
  const pair = await createPair({ ...options, others: [[JULIETS_TABLET, { omemo: 'new' }]] });
  const tablet = pair.parties[2]!;
  for (const { manager } of pair.parties) manager.start();
  await pair.settle();
  const running = await connect(pair);
  return { ...pair, tablet, running };
}

/** The tablet proposes to go on there. */
async function offered(options: PairOptions = {}, media: MediaKinds = ['audio']) {
  const pair = await talking(options);
  const { sessionId } = pair.tablet.manager.placeCall({ to: ROMEO.contact, media });
  await pair.settle();
  return { ...pair, next: sessionId };
}

describe('a contact that proposes during a call with us', () => {
  test('C16: is not answered; the application is told what would change [XEP-0353 #tie-break-2]', async () => {
    const { romeo, running, next } = await offered({}, ['audio', 'video']);
    expect(told(romeo).at(-1)).toBe('migrationOffered');
    expect(romeo.reports.at(-1)).toEqual({
      kind: 'migrationOffered',
      sessionId: running,
      peer: JULIET.account,
      newSessionId: next,
      media: ['audio', 'video'],
      from: JULIETS_TABLET.account,
    });
    expect(romeo.media.engines).toHaveLength(1);
  });

  test('has its call, once the user consents, and the other one is finished [XEP-0353 #tie-break-2]', async () => {
    const { romeo, juliet, tablet, running, next, settle, delivered } = await offered();
    const before = delivered.length;
    romeo.manager.migrate(keyWith(JULIET, next));
    await settle();
    const said = story(delivered.slice(before)).filter((line) => line.startsWith('romeo') && !line.includes('ok'));
    expect(said.slice(0, 3)).toEqual([
      `romeo > juliet: finish expired migrated to ${next}`,
      'romeo > juliet: session-terminate expired',
      `romeo > juliet: proceed device ${ROMEO.deviceId}`,
    ]);

    expect(romeo.reports.find(({ kind }) => kind === 'ended')).toMatchObject({
      sessionId: running,
      by: 'local',
      reason: 'migrated',
      migratedTo: next,
    });
    expect(juliet.reports.at(-1)).toMatchObject({
      kind: 'ended',
      sessionId: running,
      by: 'peer',
      reason: 'migrated',
      migratedTo: next,
    });
    expect(told(tablet).slice(-3)).toEqual(['ringing', 'accepted', 'authenticated (blind)']);
    expect([romeo, juliet, tablet].map(({ manager }) => manager.stats().calls)).toEqual([1, 0, 1]);
  });

  test('A4: is bound anew: another device, another key, another verdict', async () => {
    const { romeo, juliet, tablet, next, settle } = await offered();
    romeo.manager.migrate(keyWith(JULIET, next));
    await settle();
    expect(verdicts(romeo)).toMatchObject([
      { state: 'authenticated', deviceId: JULIET.deviceId, identityKey: juliet.omemo!.ownIdentityKey },
      { state: 'authenticated', deviceId: JULIETS_TABLET.deviceId, identityKey: tablet.omemo!.ownIdentityKey },
    ]);
    romeo.media.engines[1]!.connected(JULIETS_TABLET.dtlsFingerprint);
    tablet.media.engines[0]!.connected(ROMEO.dtlsFingerprint);
    await settle();
    expect(told(romeo).at(-1)).toBe('connected');
  });

  test('is declined where the user does not want it, and the call goes on', async () => {
    const { romeo, juliet, tablet, next, settle } = await offered();
    romeo.manager.reject(keyWith(JULIET, next));
    await settle();
    expect(romeo.reports.at(-1)).toMatchObject({ sessionId: next, by: 'local', reason: 'decline' });
    expect(told(tablet).slice(-2)).toEqual(['ringing', 'ended by peer: decline']);
    expect([romeo, juliet].map(({ manager }) => manager.stats().calls)).toEqual([1, 1]);
    expect(told(juliet).at(-1)).toBe('connected');
  });

  test('may think better of it: nothing is missed, and the call goes on', async () => {
    const { romeo, tablet, next, settle } = await offered();
    tablet.manager.hangUp(keyWith(ROMEO, next));
    await settle();
    expect(told(romeo).slice(-2)).toEqual(['migrationOffered', 'ended by peer: cancel']);
    expect(romeo.manager.stats().calls).toBe(1);
  });

  test('gets no answer for ever: the offer has a deadline, and the call goes on', async () => {
    const { juliet, advance } = await activeAndOffered();
    await advance(60_000);
    expect(told(juliet).slice(-2)).toEqual(['migrationOffered', 'ended by timer: noAnswer']);
    expect(juliet.reports.at(-1)).toMatchObject({ sessionId: S2 });
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test('does not get out of a policy by it: the call that goes on is under the same', async () => {
    const { romeo, tablet, next, settle } = await offeredPlain();
    romeo.manager.migrate(keyWith(JULIET, next));
    await settle();
    expect(told(romeo).slice(-2)).toEqual(['ended by local: migrated', 'ended by core: security-error']);
    expect(told(tablet).at(-1)).toBe('ended by peer: security-error');
  });

  test('and whose first call ends meanwhile may still be answered', async () => {
    const { romeo, juliet, next, running, settle } = await offered();
    juliet.manager.hangUp(keyWith(ROMEO, running));
    await settle();
    romeo.manager.migrate(keyWith(JULIET, next));
    await settle();
    expect(told(romeo).slice(-3)).toEqual(['ended by peer: success', 'accepted', 'authenticated (blind)']);
  });
});

describe('what an application may ask for', () => {
  test('an offer is migrated to, not accepted; and what rings is accepted, not migrated to', async () => {
    const { juliet } = await activeAndOffered();
    expect(misuse(() => juliet.manager.accept(keyWith(ROMEO, S2)))).toBe('notRinging');
    expect(misuse(() => juliet.manager.migrate(keyWith(ROMEO, S1)))).toBe('notOffered');
    expect(misuse(() => juliet.manager.migrate(keyWith(ROMEO, 's3' as SessionId)))).toBe('noSuchCall');
    const solo = await ringing();
    expect(misuse(() => solo.juliet.manager.migrate(keyWith(ROMEO, S1)))).toBe('notOffered');
  });

  test('consent from inside the report of the offer', async () => {
    const report = (latest: CallReport) => {
      if (latest.kind === 'migrationOffered') solo.juliet.manager.migrate(keyWith(ROMEO, latest.newSessionId));
    };
    const solo = await active({ report });
    const said = sentDuring(solo.juliet, () => solo.juliet.receive(proposeAgain()));
    expect(said).toEqual(['ringing', `finish expired migrated to ${S2}`, 'session-terminate expired', 'proceed']);
    expect(told(solo.juliet).slice(-2)).toEqual(['migrationOffered', 'ended by local: migrated']);
  });

  test('consent to an offer that is taken back in that moment ends nothing', async () => {
    // The connection hands over the retract from inside the report, before the consent has its turn.
    const report = (latest: CallReport) => {
      if (latest.kind !== 'migrationOffered') return;
      solo.juliet.receive(word(ROMEO.account, JULIET.account, 'retract', S2, reason('cancel')));
      solo.juliet.manager.migrate(keyWith(ROMEO, latest.newSessionId));
    };
    const solo = await active({ report });
    solo.juliet.receive(proposeAgain());
    expect(told(solo.juliet).slice(-2)).toEqual(['migrationOffered', 'ended by peer: cancel']);
    expect(solo.juliet.reports.at(-1)).toMatchObject({ sessionId: S2 });
    expect(solo.juliet.manager.stats().calls).toBe(1);
  });

  test('a call with a policy that needs OMEMO is not migrated to without', async () => {
    const { romeo, next } = await offered({ romeo: { policy: 'require' } });
    expect(misuse(() => romeo.manager.migrate(keyWith(JULIET, next), { omemo: 'disabled' }))).toBe(
      'contradictoryPolicy',
    );
  });
});

describe('a finish that names another call', () => {
  const migrated = (from: string) =>
    word(from, JULIET.account, 'finish', S1, `${reason('expired')}<migrated to='${S2}'/>`);

  test('ends the running one, and says which goes on [XEP-0353 #tie-break-2]', async () => {
    const { juliet } = await active();
    expect(sentDuring(juliet, () => juliet.receive(migrated(ROMEO.account)))).toEqual([]);
    expect(juliet.reports.at(-1)).toMatchObject({ by: 'peer', reason: 'migrated', migratedTo: S2 });
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, timers: 0 });
  });

  test('C14: of another resource changes nothing', async () => {
    const { juliet } = await active();
    juliet.receive(migrated('romeo@montague.example/saddle'));
    expect(told(juliet).at(-1)).toBe('connected');
  });

  test('ends one that waits for its offer just as well', async () => {
    const { juliet } = await ringing();
    juliet.manager.accept(keyWith(ROMEO, S1));
    juliet.receive(migrated(ROMEO.account));
    expect(juliet.reports.at(-1)).toMatchObject({ by: 'peer', reason: 'migrated', migratedTo: S2 });
  });

  test('is needed for that: one that names none says what session-terminate says, and is left to it', async () => {
    const { juliet } = await active();
    juliet.receive(word(ROMEO.account, JULIET.account, 'finish', S1, reason('success')));
    expect(told(juliet).at(-1)).toBe('connected');
  });
});

test('an offer during a call that is being answered takes its place all the same', async () => {
  const { juliet, settle } = await ringing();
  juliet.manager.accept(keyWith(ROMEO, S1));
  juliet.receive(proposeAgain());
  expect(told(juliet)).toEqual(['incoming', 'migrationOffered']);
  const said = sentDuring(juliet, () => juliet.manager.migrate(keyWith(ROMEO, S2)));
  // There is no Jingle session yet that could be terminated.
  expect(said).toEqual([`finish expired migrated to ${S2}`, 'proceed']);
  juliet.receive(offer().replaceAll(`'${S1}'`, `'${S2}'`));
  await settle();
  expect(told(juliet).slice(2)).toEqual(['ended by local: migrated', 'accepted', 'unauthenticated (disabled)']);
});

function proposeAgain(): string {
  return propose(ROMEO.account, JULIET.account, S2);
}

/** Romeo's call runs at Juliet's, and he proposes another. */
async function activeAndOffered() {
  const solo = await active();
  solo.juliet.receive(proposeAgain());
  return solo;
}

/** Romeo insisted on OMEMO for this call, and what proposes to go on has none. */
async function offeredPlain() {
  const pair = await createPair({ others: [[JULIETS_TABLET, { omemo: 'none' }]] });
  const { romeo, juliet } = pair;
  const { sessionId } = romeo.manager.placeCall({ to: juliet.contact, media: ['audio'], policy: 'require' });
  await pair.settle();
  juliet.manager.accept(keyWith(ROMEO, sessionId));
  await pair.settle();
  const tablet = pair.parties[2]!;
  const { sessionId: next } = tablet.manager.placeCall({ to: ROMEO.contact, media: ['audio'] });
  await pair.settle();
  return { ...pair, tablet, next };
}
