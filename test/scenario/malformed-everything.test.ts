/** A peer whose stanzas are all wrong somewhere. Nothing raises, each request is answered once, and every call ends. */
import { expect, test } from 'vitest';
import { createPair, keyWith, ring, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, accepted, active, sentDuring } from '../support/solo.ts';
import { content, fingerprint, jingle, word } from '../support/stanzas.ts';

const GOOD = ROMEO.dtlsFingerprint;
const AUDIO = content({ fingerprints: fingerprint(GOOD) });

/** Offers with one thing wrong each. */
const OFFERS: Readonly<Record<string, string>> = {
  'no contents': '',
  'a fingerprint that is none': content({ fingerprints: fingerprint('not a fingerprint') }),
  'a fingerprint cut short': content({ fingerprints: fingerprint(GOOD.slice(3)) }),
  'a fingerprint with a line behind it': content({ fingerprints: fingerprint(`${GOOD}&#13;&#10;a=ice-lite`) }),
  'a weak hash': content({ fingerprints: fingerprint('AB:'.repeat(19) + 'AB', 'actpass', 'sha-1') }),
  'a hash that does not fit': content({ fingerprints: fingerprint(GOOD, 'actpass', 'sha-512') }),
  'a setup there is not': content({ fingerprints: fingerprint(GOOD, 'holdconn') }),
  'the setup of an answer': content({ fingerprints: fingerprint(GOOD, 'active') }),
  'no credentials': content({ fingerprints: fingerprint(GOOD), credentials: '' }),
  'half credentials': content({ fingerprints: fingerprint(GOOD), credentials: "ufrag='Yy0b'" }),
  'credentials with a space': content({
    fingerprints: fingerprint(GOOD),
    credentials: "ufrag='Yy0 b' pwd='CA3JmaSYJPYeKu0Xcx9d9f'",
  }),
  'other media than proposed': content({ name: 'video', fingerprints: fingerprint(GOOD) }),
  'more media than proposed': AUDIO + content({ name: 'video', fingerprints: fingerprint(GOOD) }),
  'a content twice': AUDIO + AUDIO,
  'no transport': AUDIO.replace(/<transport.*<\/transport>/, ''),
  'no description': AUDIO.replace(/<description.*<\/description>/, ''),
  'no payload types': AUDIO.replace(/<payload-type[^>]*>/, ''),
  'a content without name': AUDIO.replace("name='audio'", ''),
  'a content of nobody': AUDIO.replace("creator='initiator'", "creator='god'"),
  'a name with a line behind it': AUDIO.replace("name='audio'", "name='audio&#10;a=x'"),
};

test.each(Object.entries(OFFERS))('an offer with %s is answered once and sets up nothing', async (_what, contents) => {
  const { juliet, settle, advance } = await accepted();
  const stanza = jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, contents);
  const replies = sentDuring(juliet, () => juliet.receive(stanza)).filter((sent) => /^(ok|error)/.test(sent));
  expect(replies).toHaveLength(1);
  await settle();
  await advance(120_000);
  expect(told(juliet)).toHaveLength(2);
  expect(told(juliet)[1]).toMatch(/^ended by (core|timer)/);
  expect(juliet.media.engines.every(({ orders }) => orders.at(-1)?.order === 'close')).toBe(true);
  expect(juliet.manager.stats()).toEqual({ calls: 0, buffered: 0, timers: 0, pending: 0, remembered: 1 });
});

test('an offer that cannot be read leaves the call waiting for one that can', async () => {
  const { juliet, settle } = await accepted();
  juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, OFFERS['a content twice']));
  juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-initiate', S1, AUDIO));
  await settle();
  expect(told(juliet)).toEqual(['incoming', 'accepted', 'unauthenticated (disabled)']);
});

test.each([
  ['word without id', word(ROMEO.account, JULIET.account, 'retract', '')],
  [
    'reason of two',
    word(ROMEO.account, JULIET.account, 'retract', S1, "<reason xmlns='urn:xmpp:jingle:1'><busy/><gone/></reason>"),
  ],
  ['two reasons', word(ROMEO.account, JULIET.account, 'retract', S1, "<reason xmlns='urn:xmpp:jingle:1'/>".repeat(2))],
  ['action of nobody', jingle(ROMEO.account, JULIET.account, '', S1)],
  [
    'terminate with two reasons',
    jingle(ROMEO.account, JULIET.account, 'session-terminate', S1, '<reason><gone/></reason>'.repeat(2)),
  ],
  ['no XML', '<iq'],
  ['an entity', "<!DOCTYPE x [<!ENTITY a 'b'>]><message>&a;</message>"],
  ['a million a', 'a'.repeat(1_000_000)],
  ['an abyss', '<a>'.repeat(10_000)],
])('a %s changes nothing in a running call', async (_what, stanza) => {
  const { juliet } = await active();
  const before = juliet.reports.length;
  juliet.receive(stanza);
  expect(juliet.reports).toHaveLength(before);
  expect(juliet.manager.stats()).toMatchObject({ calls: 1, timers: 0 });
});

test('answers that cannot be read leave the caller waiting, and its deadline ends the call', async () => {
  const pair = await createPair({ both: { omemo: 'none' }, juliet: { wrapWire: () => ({ send: () => {} }) } });
  const { romeo } = pair;
  const sessionId = await ring(pair);
  romeo.receive(word(JULIET.account, ROMEO.account, 'proceed', sessionId));
  await romeo.manager.settled();
  for (const [what, contents] of Object.entries(OFFERS)) {
    if (!['a content twice', 'a content of nobody', 'half credentials', 'a weak hash'].includes(what)) continue;
    const stanza = jingle(JULIET.account, ROMEO.account, 'session-accept', sessionId, contents);
    expect(sentDuring(romeo, () => romeo.receive(stanza))).toEqual(['error bad-request']);
  }
  await pair.advance(30_000);
  await pair.settle();
  expect(told(romeo)).toEqual(['ended by timer: timeout']);
  expect(() => romeo.manager.hangUp(keyWith(JULIET, sessionId))).toThrow('no such call');
});
