/** Whose word counts for which call: the peer's, our other resources', and nobody else's. */
import { describe, expect, test } from 'vitest';
import { createPair, dropped, keyWith, ring, states, told } from '../support/pair.ts';
import { JULIET, JULIETS_TABLET, NURSE, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, accepted, active, idle, ringing, sentDuring } from '../support/solo.ts';
import { carbon, device, propose, reason, word } from '../support/stanzas.ts';

const JULIETS_ACCOUNT = 'juliet@capulet.example';
const SWORD = 'romeo@montague.example/sword';
const TABLET = JULIETS_TABLET.account;

describe('a proposal', () => {
  test.each([
    ['audio', ['audio']],
    ['audio and video', ['audio', 'video']],
  ])('of %s rings [XEP-0353 #intent]', async (_what, media) => {
    const { juliet } = await idle();
    const proposed = propose(ROMEO.account, JULIET.account, S1, media);
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['ringing']);
    const incoming = { kind: 'incoming', sessionId: S1, peer: ROMEO.account, media, direct: false };
    expect(juliet.reports).toEqual([incoming]);
  });

  test('of a stranger rings without a word to the stranger [XEP-0353 #ring]', async () => {
    const { juliet } = await idle({ sharesPresenceWith: (contact) => contact !== 'tybalt@capulet.example' });
    const proposed = propose(TYBALT.account, JULIET.account, S1);
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual([]);
    expect(told(juliet)).toEqual(['incoming']);
  });

  test('that comes twice rings once, also after the call is over', async () => {
    const { juliet } = await ringing();
    const again = (): void => juliet.receive(propose(ROMEO.account, JULIET.account, S1));
    expect(sentDuring(juliet, again)).toEqual([]);
    juliet.manager.reject(keyWith(ROMEO, S1));
    expect(sentDuring(juliet, again)).toEqual([]);
    expect(told(juliet)).toEqual(['incoming', 'ended by local: decline']);
    expect(dropped(juliet)).toEqual(['notRinging', 'notRinging']);
  });

  test('under an id that another contact uses as well is a call of its own', async () => {
    const { juliet } = await ringing({ whenBusy: 'ring' });
    juliet.receive(propose(NURSE.account, JULIET.account, S1));
    juliet.manager.reject(keyWith(NURSE, S1));
    expect(juliet.manager.stats().calls).toBe(1);
    juliet.manager.accept(keyWith(ROMEO, S1));
  });

  test('during a call with somebody else is answered with busy [XEP-0353 #reject]', async () => {
    const { juliet, clock } = await active();
    const proposed = propose(NURSE.account, JULIET.account, 's2');
    const before = juliet.reports.length;
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['reject busy']);
    expect(juliet.sent.at(-1)!.attributes.get('to')).toBe(NURSE.account);
    expect(juliet.manager.stats().calls).toBe(1);
    const missed = { kind: 'missed', media: ['audio'], atMs: clock.now(), busy: true };
    expect(juliet.reports.slice(before)).toEqual([{ ...missed, sessionId: 's2', peer: NURSE.account }]);
  });

  test.each([
    ['contact', NURSE],
    ['stranger', TYBALT],
  ])('of a %s during a call is told as missed once, whatever comes of it later', async (_who, { account }) => {
    const { juliet } = await active({ sharesPresenceWith: (contact) => contact !== 'tybalt@capulet.example' });
    const before = told(juliet).length;
    const proposed = propose(account, JULIET.account, 's2');
    for (const stanza of [proposed, proposed, word(account, JULIET.account, 'retract', 's2')]) juliet.receive(stanza);
    expect(told(juliet).slice(before)).toEqual(['missed']);
    expect(juliet.manager.stats()).toMatchObject({ calls: 1, remembered: 1 });
  });

  test('that was held back, during a call, is told as missed when it was made', async () => {
    const { juliet, clock } = await active();
    const stamp = new Date(clock.now() - 20_000).toISOString();
    const delay = `<delay xmlns='urn:xmpp:delay' stamp='${stamp}'/></message>`;
    juliet.receive(propose(NURSE.account, JULIET.account, 's2').replace('</message>', delay));
    expect(juliet.reports.at(-1)).toMatchObject({ kind: 'missed', atMs: clock.now() - 20_000, busy: true });
  });

  test('during a call rings where the application wants it to', async () => {
    const { juliet } = await active({ whenBusy: 'ring' });
    const proposed = propose(NURSE.account, JULIET.account, 's2');
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['ringing']);
  });

  // The first version told anybody who asked that juliet was there, and talking.
  test('of a stranger during a call is not answered at all, and the user is told', async () => {
    const { juliet } = await active({ sharesPresenceWith: (contact) => contact !== 'tybalt@capulet.example' });
    const proposed = propose(TYBALT.account, JULIET.account, 's2');
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual([]);
    expect(juliet.manager.stats().calls).toBe(1);
    expect(juliet.reports.at(-1)).toMatchObject({ kind: 'missed', peer: TYBALT.account, busy: true });
  });

  // The first version sent romeo away with busy for as long as tybalt let it ring.
  test('of a contact rings while a stranger lets it ring', async () => {
    const { juliet } = await idle({ sharesPresenceWith: (contact) => contact !== 'tybalt@capulet.example' });
    for (let call = 0; call < 100; call += 1) juliet.receive(propose(TYBALT.account, JULIET.account, `t${call}`));
    const proposed = propose(ROMEO.account, JULIET.account, S1);
    expect(sentDuring(juliet, () => juliet.receive(proposed))).toEqual(['ringing']);
  });

  test('is ignored while as many ring as may', async () => {
    const { juliet } = await idle({ whenBusy: 'ring' });
    for (let call = 0; call < 200; call += 1) juliet.receive(propose(ROMEO.account, JULIET.account, `s${call}`));
    expect(juliet.manager.stats()).toMatchObject({ calls: 32, timers: 32 });
  });

  test.each([
    ['a group', word(ROMEO.account, JULIET.account, 'propose', S1, '', "type='groupchat'"), 'groupMessage'],
    ['an account', propose('romeo@montague.example', JULIET.account, S1), 'wrongSender'],
    ['nobody', propose(ROMEO.account, JULIET.account, S1).replace(`from='${ROMEO.account}'`, ''), 'wrongSender'],
    ['ourselves', propose(JULIET.account, JULIET.account, S1), 'ownEcho'],
    ['our other resource', propose(TABLET, JULIETS_ACCOUNT, S1), 'noSuchCall'],
  ])('of %s does not ring', async (_who, stanza, why) => {
    const { juliet } = await idle();
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual([]);
    expect(told(juliet)).toEqual([]);
    expect(dropped(juliet)).toEqual([why]);
  });

  test.each([
    ['of nothing', word(ROMEO.account, JULIET.account, 'propose', S1)],
    [
      'of something else',
      word(ROMEO.account, JULIET.account, 'propose', S1, "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>"),
    ],
    ['without id', propose(ROMEO.account, JULIET.account, '')],
    ['with an endless id', propose(ROMEO.account, JULIET.account, 's'.repeat(10_000))],
    ['of smells', propose(ROMEO.account, JULIET.account, S1, ['smell'])],
  ])('%s does not ring', async (_what, stanza) => {
    const { juliet } = await idle();
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual([]);
    expect(dropped(juliet)).toEqual(['malformedMessage']);
  });

  test('may come as a message of any type but those', async () => {
    const stanza = word(ROMEO.account, JULIET.account, 'ringing', S1, '', "type='sonnet'");
    const { juliet } = await ringing();
    juliet.receive(stanza);
    expect(dropped(juliet)).toEqual([]);
  });
});

describe('a word of the contact', () => {
  test('about an id that is no call of ours leaves nothing behind', async () => {
    const { juliet } = await idle();
    for (const verb of ['proceed', 'ringing', 'reject', 'finish', 'accept']) {
      juliet.receive(word(ROMEO.account, JULIET.account, verb, 's9', device('1')));
    }
    expect(juliet.sent).toEqual([]);
    expect(juliet.manager.stats()).toEqual({ calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 0 });
    expect(new Set(dropped(juliet))).toEqual(new Set(['noSuchCall']));
  });

  test('takes back a proposal that comes after it: it does not ring [XEP-0353 #retract]', async () => {
    const { juliet } = await idle();
    juliet.receive(word(ROMEO.account, JULIET.account, 'retract', 's9'));
    juliet.receive(propose(ROMEO.account, JULIET.account, 's9'));
    expect(told(juliet)).toEqual([]);
    expect(juliet.sent).toEqual([]);
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, remembered: 1 });
  });

  test('is not remembered of a stranger, who could fill the memory with it', async () => {
    const { juliet } = await idle({ sharesPresenceWith: () => false });
    juliet.receive(word(TYBALT.account, JULIET.account, 'retract', 's9'));
    expect(juliet.manager.stats()).toMatchObject({ remembered: 0 });
  });

  test.each(['retract', 'finish'])('of another resource than the calling one does not %s the call', async (verb) => {
    const { juliet } = await ringing();
    juliet.receive(word(SWORD, JULIET.account, verb, S1));
    expect(told(juliet)).toEqual(['incoming']);
    juliet.receive(word(ROMEO.account, JULIET.account, verb, S1));
    expect(told(juliet)).toEqual(['incoming', 'missed', 'ended by peer: cancel']);
  });

  test.each(['propose', 'proceed', 'reject', 'retract', 'finish', 'ringing'])(
    'of a stranger who knows the id changes nothing: %s',
    async (verb) => {
      const pair = await createPair({
        romeo: { sharesPresenceWith: (contact) => contact === 'juliet@capulet.example' },
      });
      const sessionId = await ring(pair);
      const { romeo } = pair;
      const before = romeo.trace.filter(({ kind }) => kind !== 'dropped').length;
      const inside = verb === 'proceed' ? device('4444') : '';
      expect(
        sentDuring(romeo, () => romeo.receive(word(TYBALT.account, ROMEO.account, verb, sessionId, inside))),
      ).toEqual([]);
      expect(romeo.trace.filter(({ kind }) => kind !== 'dropped')).toHaveLength(before);
    },
  );

  test('latches the first resource that proceeds; a later proceed changes nothing [XEP-0353 #proceed]', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    const { romeo } = pair;
    romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId, device(String(JULIET.deviceId))));
    romeo.receive(word(TABLET, ROMEO.account, 'proceed', sessionId, device(String(JULIETS_TABLET.deviceId))));
    romeo.receive(word(TABLET, ROMEO.account, 'reject', sessionId, reason('busy')));
    await romeo.manager.settled();
    const initiate = romeo.sent.find(({ name }) => name === 'iq')!;
    expect(initiate.attributes.get('to')).toBe(JULIET.account);
    expect(states(romeo).at(-1)).toBe('initiated.waiting');
  });

  test('rejects for all devices while none has answered [XEP-0353 #reject]', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    pair.romeo.receive(word(TABLET, ROMEO.account, 'reject', sessionId, reason('decline', 'not now')));
    expect(pair.romeo.reports.at(-1)).toMatchObject({ kind: 'ended', by: 'peer', reason: 'decline', text: 'not now' });
  });

  test('of old versions says nothing: accept is for one’s own account', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair);
    pair.romeo.receive(word(JULIET.account, ROMEO.account, 'accept', sessionId));
    expect(dropped(pair.romeo)).toEqual(['wrongSender']);
    expect(states(pair.romeo).at(-1)).toBe('proposed.ringing');
  });
});

describe('a word of our own account', () => {
  test.each([
    [
      'proceed, in a carbon',
      carbon(JULIETS_ACCOUNT, JULIET.account, 'sent', word(TABLET, ROMEO.account, 'proceed', S1)),
    ],
    ['proceed, live', word(TABLET, JULIETS_ACCOUNT, 'proceed', S1)],
    ['accept of old versions', word(TABLET, JULIETS_ACCOUNT, 'accept', S1)],
  ])('says that the call was answered elsewhere: %s [XEP-0353 #proceed]', async (_how, stanza) => {
    const { juliet } = await ringing();
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual([]);
    expect(told(juliet)).toEqual(['incoming', 'ended by ownResource: answeredElsewhere']);
  });

  test('says that the call was rejected elsewhere [XEP-0353 #reject]', async () => {
    const { juliet } = await ringing();
    juliet.receive(carbon(JULIETS_ACCOUNT, JULIET.account, 'sent', word(TABLET, ROMEO.account, 'reject', S1)));
    expect(told(juliet)).toEqual(['incoming', 'ended by ownResource: rejectedElsewhere']);
  });

  test('counts in a carbon without outer sender: only our server can leave it out', async () => {
    const { juliet } = await ringing();
    const copy = carbon('X', JULIET.account, 'sent', word(TABLET, ROMEO.account, 'proceed', S1));
    juliet.receive(copy.replace("from='X' ", ''));
    expect(told(juliet).at(-1)).toBe('ended by ownResource: answeredElsewhere');
  });

  test.each([
    ['a contact', ROMEO.account],
    ['a stranger', TYBALT.account],
    ['our domain', 'capulet.example'],
    ['our own resource', TABLET],
    ['an account that only looks like ours', 'juliet@capulet.example.org'],
  ])('counts for nothing in a carbon of %s [XEP-0280 #security]', async (_who, outer) => {
    const { juliet } = await ringing();
    juliet.receive(carbon(outer, JULIET.account, 'sent', word(TABLET, ROMEO.account, 'proceed', S1)));
    expect(told(juliet)).toEqual(['incoming']);
    expect(dropped(juliet)).toEqual(['carbonOfStranger']);
  });

  test.each([
    [
      'a copy of what the contact said to another resource',
      word(ROMEO.account, TABLET, 'retract', S1),
      'wordForOtherResource',
    ],
    ['a copy of our own word', word(JULIET.account, ROMEO.account, 'proceed', S1), 'ownEcho'],
    ['a copy of an answer to somebody else', word(TABLET, NURSE.account, 'proceed', S1), 'noSuchCall'],
    ['a copy of a call of another resource', propose(TABLET, ROMEO.account, 's7'), 'noSuchCall'],
    ['a copy of another resource ringing', word(TABLET, ROMEO.account, 'ringing', S1), 'ownEcho'],
  ])('changes nothing as %s', async (_what, inner, why) => {
    const { juliet } = await ringing();
    juliet.receive(carbon(JULIETS_ACCOUNT, JULIET.account, 'sent', inner));
    expect(told(juliet)).toEqual(['incoming']);
    expect(dropped(juliet)).toEqual([why]);
  });

  test('changes nothing once we have answered: the first proceed counts', async () => {
    const { juliet } = await accepted();
    juliet.receive(carbon(JULIETS_ACCOUNT, JULIET.account, 'sent', word(TABLET, ROMEO.account, 'proceed', S1)));
    expect(told(juliet)).toEqual(['incoming']);
    expect(states(juliet).at(-1)).toBe('accepted');
  });

  test('that names the call by its id alone counts only where one contact uses the id', async () => {
    const { juliet } = await ringing({ whenBusy: 'ring' });
    juliet.receive(propose(NURSE.account, JULIET.account, S1));
    juliet.receive(word(TABLET, JULIETS_ACCOUNT, 'accept', S1));
    expect(juliet.manager.stats().calls).toBe(2);
    expect(dropped(juliet)).toEqual(['noSuchCall']);
  });
});
