/** Romeo calls one resource of juliet's without a proposal. XEP-0166 1.1.2 alone, as clients did before XEP-0353. */
import { describe, expect, test } from 'vitest';
import type { BareJid } from '../../src/jid.ts';
import { notingDecryptions } from '../support/omemo-accounts.ts';
import { accept, createPair, engineOf, keyWith, told, verdicts } from '../support/pair.ts';
import type { Pair, PairOptions } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, ROMEO } from '../support/parties.ts';
import { createPersona } from '../support/persona.ts';
import { iqError } from '../support/stanzas.ts';
import { story } from '../support/story.ts';
import { createWorld } from '../support/world.ts';
import { CLIENTS } from './personas/clients.ts';

async function callDirectly(options?: PairOptions) {
  const pair = await createPair(options);
  const key = pair.romeo.manager.placeCall({ to: JULIET.account, media: ['audio'] });
  await pair.settle();
  return { ...pair, key, sessionId: key.sessionId };
}

function connectBoth({ romeo, juliet }: Pair): void {
  engineOf(romeo).connected(juliet.dtlsFingerprint);
  engineOf(juliet).connected(romeo.dtlsFingerprint);
}

describe('a direct call', () => {
  test('rings at that one resource, is plain, and no message is sent for it', async () => {
    const called = await callDirectly({ others: [[JULIETS_TABLET]] });
    const { romeo, juliet, parties, sessionId, settle } = called;
    accept(juliet, romeo, sessionId);
    await settle();
    connectBoth(called);
    romeo.manager.hangUp(keyWith(juliet, sessionId));
    await settle();

    expect(story(called.delivered)).toEqual([
      'romeo > juliet: session-initiate audio:plain',
      'juliet > romeo: ok',
      'juliet > romeo: session-info ringing',
      'romeo > juliet: ok',
      'juliet > romeo: session-accept audio:plain',
      'romeo > juliet: ok',
      'romeo > juliet: session-terminate success',
      'juliet > romeo: ok',
    ]);
    const plain = ['accepted', 'unauthenticated (notAnnounced)', 'connected'];
    expect(told(romeo)).toEqual(['ringing', ...plain, 'ended by local: success']);
    expect(told(juliet)).toEqual(['incoming', ...plain, 'ended by peer: success']);
    expect(parties[2]!.received).toEqual([]);
    expect(called.clock.pending).toBe(0);
  });

  test('names the resource from the start, and whose phone rings', async () => {
    const { romeo } = await callDirectly();
    expect(romeo.reports).toMatchObject([{ kind: 'ringing', peer: JULIET.account, by: JULIET.account }]);
    expect(romeo.manager.calls()).toMatchObject([{ peer: JULIET.account }]);
  });

  test('is taken back before the answer', async () => {
    const { romeo, juliet, key, settle, delivered } = await callDirectly();
    romeo.manager.hangUp(key);
    await settle();
    expect(story(delivered).slice(-2)).toEqual(['romeo > juliet: session-terminate cancel', 'juliet > romeo: ok']);
    expect(told(romeo)).toEqual(['ringing', 'ended by local: cancel']);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });

  test('is declined', async () => {
    const { romeo, juliet, sessionId, settle } = await callDirectly();
    juliet.manager.reject(keyWith(romeo, sessionId));
    await settle();
    expect(told(romeo)).toEqual(['ringing', 'ended by peer: decline']);
  });

  test('is answered by nobody, and told so by the caller', async () => {
    const { romeo, juliet, advance } = await callDirectly();
    await advance(30_001);
    expect(told(romeo)).toEqual(['ringing', 'ended by timer: timeout']);
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: timeout']);
  });

  test('finds nobody', async () => {
    const pair = await createPair({ juliet: { directCalls: 'refuse' } });
    pair.romeo.manager.placeCall({ to: JULIET.account, media: ['audio'] });
    await pair.settle();
    expect(told(pair.romeo)).toEqual(['ended by peer: unreachable']);
    expect(pair.romeo.manager.stats()).toMatchObject({ calls: 0, pending: 0, timers: 0 });
  });

  test('is not placed where nothing plain may be sent', async () => {
    const { romeo, delivered } = await callDirectly({ romeo: { policy: 'require' } });
    expect(told(romeo)).toEqual(['ended by core: security-error']);
    expect([story(delivered), romeo.media.engines]).toEqual([[], []]);
  });

  test('is not placed beside another with the same contact', async () => {
    const { romeo } = await callDirectly();
    const again = () => romeo.manager.placeCall({ to: JULIETS_TABLET.account, media: ['audio'] });
    expect(again).toThrow('there is a call with juliet@capulet.example already');
  });

  test('goes on in another process while it rings', async () => {
    const called = await callDirectly();
    const { romeo, juliet, sessionId, settle } = called;
    await juliet.restart();
    await romeo.restart();
    accept(juliet, romeo, sessionId);
    await settle();
    expect(told(romeo).at(-1)).toBe('unauthenticated (notAnnounced)');
    expect(told(juliet).at(-1)).toBe('unauthenticated (notAnnounced)');
  });

  test('a failed answer to what was asked in it is no answer to the call', async () => {
    const { romeo } = await callDirectly();
    romeo.receive(iqError(JULIETS_TABLET.account, ROMEO.account, 'q1'));
    expect(told(romeo)).toEqual(['ringing']);
  });
});

describe('a direct call whose caller encrypts', () => {
  async function calledEncrypted() {
    const asked: BareJid[] = [];
    const world = await createWorld({ parties: [[ROMEO, { wrapOmemo: notingDecryptions(asked) }]] });
    const romeo = world.parties[0]!;
    const persona = await createPersona(world, JULIET, CLIENTS['one without JMI, with OMEMO']);
    const settle = async () => {
      for (let rounds = 0; rounds < 8; rounds += 1) {
        await world.settle();
        await persona.settled();
      }
    };
    persona.call(ROMEO, ['audio']);
    await settle();
    const [incoming] = romeo.reports;
    return { romeo, persona, asked, settle, key: keyWith(JULIET, incoming!.sessionId) };
  }

  test('is decrypted with the consent of the user, not before, and bound to the device that encrypted', async () => {
    const { romeo, persona, asked, settle, key } = await calledEncrypted();
    expect([told(romeo), asked]).toEqual([['incoming'], []]);
    romeo.manager.accept(key);
    await settle();
    expect(asked).toEqual([JULIET.contact]);
    expect(verdicts(romeo)).toMatchObject([{ state: 'authenticated', deviceId: JULIET.deviceId }]);
    expect(persona.outcome()).toBe('authenticated');
  });

  test('is decrypted by the process that goes on with it', async () => {
    const { romeo, settle, key } = await calledEncrypted();
    await romeo.restart();
    romeo.manager.accept(key);
    await settle();
    expect(verdicts(romeo)).toMatchObject([{ state: 'authenticated', deviceId: JULIET.deviceId }]);
  });

  test('is refused, unopened, where the user wants it without OMEMO', async () => {
    const { romeo, persona, asked, settle, key } = await calledEncrypted();
    romeo.manager.accept(key, { omemo: 'disabled' });
    await settle();
    expect([told(romeo), asked]).toEqual([['incoming', 'ended by core: security-error'], []]);
    expect(persona.endReason()).toBe('security-error');
  });
});
