/** Each Jingle request is answered once; whoever is not the peer of a call learns nothing from the answer. */
import { describe, expect, test } from 'vitest';
import { JINGLE_ACTIONS } from '../../src/stanzas/jingle.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { dropped, engineOf, keyWith, told } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { S1, accepted, active, answered, bytesDuring, idle, offer, ringing, sentDuring } from '../support/solo.ts';
import type { Party } from '../support/world.ts';
import { candidateContent, content, fingerprint, jingle, reason } from '../support/stanzas.ts';

const SWORD = 'romeo@montague.example/sword';

/** The request of each action with something in it that the action may have. */
function request(action: string, from: string = ROMEO.account, sessionId: string = S1): string {
  const audio = content({ fingerprints: fingerprint(ROMEO.dtlsFingerprint) });
  const inside = action === 'session-terminate' ? reason('success') : audio;
  return jingle(from, JULIET.account, action, sessionId, inside, `q-${action}`);
}

const ACTIONS = [...JINGLE_ACTIONS, 'session-explode'];
/** The answer every unknown session gets. XEP-0166 #errors. */
const UNKNOWN_SESSION = 'error item-not-found unknown-session';

/** Steps of calls: what nobody was asked about leaves other entries too. */
function stepsOf({ trace }: Party): number {
  return trace.filter(({ kind }) => kind === 'start' || kind === 'step').length;
}

/** Whose session-initiate rings is in direct-calls.test.ts. */
const UNKNOWN_TO_ALL = { directCalls: 'refuse' } as const;

describe('routeRequest', () => {
  test.each(ACTIONS)('answers %s to an unknown session with unknown-session [XEP-0166 #errors]', async (action) => {
    const { juliet } = await idle(UNKNOWN_TO_ALL);
    expect(sentDuring(juliet, () => juliet.receive(request(action)))).toEqual([UNKNOWN_SESSION]);
    expect(dropped(juliet)).toEqual(['noSuchCall']);
  });

  test.each(ACTIONS)('answers %s of anybody but the peer as if there were no call', async (action) => {
    const { juliet } = await active({ sharesPresenceWith: (contact) => contact === ROMEO.contact });
    const lone = await idle(UNKNOWN_TO_ALL);
    const before = [juliet.reports.length, stepsOf(juliet), juliet.manager.stats()];
    for (const from of [SWORD, 'romeo@montague.example', TYBALT.account, JULIET.account, 'montague.example']) {
      const stanza = request(action, from);
      const answer = bytesDuring(juliet, () => juliet.receive(stanza));
      expect(answer).toEqual(bytesDuring(lone.juliet, () => lone.juliet.receive(stanza)));
      expect(answer).toHaveLength(1);
    }
    expect([juliet.reports.length, stepsOf(juliet), juliet.manager.stats()]).toEqual(before);
  });

  test.each(ACTIONS)('answers the %s of a caller whose call rings here as if it did not', async (action) => {
    const { juliet } = await ringing({ sharesPresenceWith: () => false });
    const lone = await idle(UNKNOWN_TO_ALL);
    const stanza = request(action);
    const unknown = bytesDuring(lone.juliet, () => lone.juliet.receive(stanza));
    expect(bytesDuring(juliet, () => juliet.receive(stanza))).toEqual(unknown);
    expect(told(juliet)).toEqual(['incoming']);
  });

  test.each(['initiator', 'responder'])(
    'does not route by the %s attribute [XEP-0166 #def-jingle]',
    async (attribute) => {
      const { juliet } = await active();
      const forged = request('session-terminate', TYBALT.account).replace(
        "action='",
        `${attribute}='${ROMEO.account}' action='`,
      );
      expect(sentDuring(juliet, () => juliet.receive(forged))).toEqual([UNKNOWN_SESSION]);
      expect(told(juliet)).not.toContain('ended by peer: success');
    },
  );

  test('finds the peer in whatever case its account is written [RFC 7622 #3]', async () => {
    const { juliet } = await active();
    const shouted = request('session-terminate', 'ROMEO@Montague.Example/orchard');
    expect(sentDuring(juliet, () => juliet.receive(shouted))).toEqual(['ok', 'finish success']);
  });

  test('takes a resource in another case for another resource [RFC 7622 #3.4]', async () => {
    const { juliet } = await active();
    const other = request('session-terminate', 'romeo@montague.example/Orchard');
    expect(sentDuring(juliet, () => juliet.receive(other))).toEqual([UNKNOWN_SESSION]);
  });

  test.each([
    ['no session id', "<jingle xmlns='urn:xmpp:jingle:1' action='session-info'/>"],
    ['an empty session id', "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid=''/>"],
    ['an endless session id', `<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='${'s'.repeat(9_999)}'/>`],
    ['no action', "<jingle xmlns='urn:xmpp:jingle:1' sid='s1'/>"],
    ['a second payload', "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='s1'/><x xmlns='urn:x'/>"],
  ])('answers a request with %s with bad-request, whoever sends it', async (_what, payload) => {
    const { juliet } = await active();
    for (const from of [ROMEO.account, TYBALT.account]) {
      const stanza = `<iq type='set' id='q' from='${from}' to='${JULIET.account}'>${payload}</iq>`;
      expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(['error bad-request']);
    }
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test('answers what it cannot read with bad-request, and the call goes on [XEP-0166 #errors]', async () => {
    const { juliet } = await active();
    const twice = `${content({ fingerprints: '' })}${content({ fingerprints: '' })}`;
    const stanza = jingle(ROMEO.account, JULIET.account, 'transport-info', S1, twice);
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(['error bad-request']);
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test.each(['session-initiate', 'session-accept'])(
    'refuses %s in a running call without reading it [XEP-0166 #def-action-session-initiate]',
    async (action) => {
      const { juliet } = await active();
      const unreadable = jingle(ROMEO.account, JULIET.account, action, S1, "<content xmlns='urn:xmpp:jingle:1'/>");
      expect(sentDuring(juliet, () => juliet.receive(unreadable))).toEqual(['error unexpected-request out-of-order']);
      expect(sentDuring(juliet, () => juliet.receive(request(action)))).toEqual([
        'error unexpected-request out-of-order',
      ]);
      expect(engineOf(juliet).orders.map(({ order }) => order)).toEqual(['createAnswer']);
    },
  );

  test('refuses a content that the call has already, and the call goes on [XEP-0166 #def-action]', async () => {
    const { juliet } = await active();
    expect(sentDuring(juliet, () => juliet.receive(request('content-add')))).toEqual([
      'error unexpected-request out-of-order',
    ]);
    expect(told(juliet)).not.toContain('ended');
  });

  test('answers a session-initiate that comes again as it did the first time [RFC 6120 #8.2.3]', async () => {
    const { juliet } = await answered();
    const [first] = juliet.sent.filter(({ attributes }) => attributes.get('id') === 'offer');
    expect(bytesDuring(juliet, () => juliet.receive(offer()))).toEqual([serializeXml(first!, 'jabber:client')]);
    expect(dropped(juliet)).toEqual(['repeatedRequest']);
    expect(engineOf(juliet).orders.map(({ order }) => order)).toEqual(['createAnswer']);
  });

  test('refuses the same offer under another id, and another offer under the same id', async () => {
    const { juliet } = await answered();
    const changed = offer().replace(ROMEO.dtlsFingerprint, TYBALT.dtlsFingerprint);
    for (const stanza of [offer('again'), changed]) {
      expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(['error unexpected-request out-of-order']);
    }
    expect(juliet.manager.stats().calls).toBe(1);
  });

  test('answers an offer that comes again after the call with unknown-session', async () => {
    const { juliet } = await answered();
    juliet.manager.hangUp(keyWith(ROMEO, S1));
    expect(sentDuring(juliet, () => juliet.receive(offer()))).toEqual([UNKNOWN_SESSION]);
  });

  test.each([
    ['knows', "<active xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>", ['ok'], 1],
    ['takes for a ping', '', ['ok'], 0],
    ['does not know', "<dance xmlns='urn:x'/>", ['error feature-not-implemented unsupported-info'], 0],
    [
      'is given twice',
      "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/><mute xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>",
      ['error feature-not-implemented unsupported-info'],
      0,
    ],
  ])('answers a session-info that it %s [XEP-0167 #info]', async (_what, inside, answers, infos) => {
    const { juliet } = await active();
    const stanza = jingle(ROMEO.account, JULIET.account, 'session-info', S1, inside);
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(answers);
    expect(told(juliet).filter((word) => word === 'peerInfo')).toHaveLength(infos);
  });

  test('acknowledges and holds a transport-info that overtakes the offer [XEP-0176 #protocol-candidates]', async () => {
    const { juliet, settle } = await accepted();
    const early = jingle(ROMEO.account, JULIET.account, 'transport-info', S1, candidateContent('audio', 7_000));
    expect(sentDuring(juliet, () => juliet.receive(early))).toEqual(['ok']);
    expect(juliet.manager.stats().buffered).toBe(1);
    juliet.receive(offer());
    await settle();
    expect(engineOf(juliet).orders.map(({ order }) => order)).toEqual(['createAnswer', 'addCandidates']);
    expect(juliet.manager.stats().buffered).toBe(0);
  });
});
