/** ICE restarts of a peer that is played by hand: what counts as one, how many, and what is none. */
import { describe, expect, test } from 'vitest';
import { candidatesGivenTo, toldOfChanges } from '../support/changing.ts';
import { engineOf, keyWith, states, told } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, active, sentDuring } from '../support/solo.ts';
import type { Solo } from '../support/solo.ts';
import { candidateContent, iqError, jingle, result } from '../support/stanzas.ts';
import { summary } from '../support/story.ts';
import { MAX_REMOTE_CANDIDATES, MAX_RESTARTS_BY_PEER } from '../../src/base/limits.ts';
import { DEFAULT_DEADLINES } from '../../src/call/deadlines.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { attribute } from '../../src/xml/read.ts';

const NS_ICE = 'urn:xmpp:jingle:transports:ice-udp:1';
const credentials = (ufrag: string) => `ufrag='${ufrag}' pwd='AnotherPasswordThanBeforeOf${ufrag}'`;

const request = (inside: string, id = 'r1') => jingle(ROMEO.account, JULIET.account, 'transport-info', S1, inside, id);

/** A restart: new credentials and no candidate. */
const asking = (ufrag: string, name = 'audio') =>
  `<content creator='initiator' name='${name}'><transport xmlns='${NS_ICE}' ${credentials(ufrag)}/></content>`;

describe('a restart by the peer', () => {
  test('is answered under new credentials, in our first candidates after it', async () => {
    const { juliet, settle } = await active();
    expect(sentDuring(juliet, () => juliet.receive(request(asking('new1'))))).toEqual(['ok']);
    await settle();
    engineOf(juliet).gathered('audio', 9_001);
    expect(summary(juliet.sent.at(-1)!)).toBe('transport-info audio');
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by peer']);
    // The first is the answer, and the others are candidates as ever.
    engineOf(juliet).gathered('audio', 9_002);
    const answers = juliet.trace.filter((entry) => 'event' in entry && entry.event.type === 'media.restartAnswered');
    expect(answers).toHaveLength(1);
  });

  test('D24: brings its candidates, and those of the session before it are dropped', async () => {
    const solo = await active();
    const { juliet, settle } = solo;
    juliet.receive(request(asking('new1')));
    await settle();
    juliet.receive(request(candidateContent('audio', 1_001, credentials('new1')), 'r2'));
    juliet.receive(request(candidateContent('audio', 1_002, "ufrag='Yy0b' pwd='CA3JmaSYJPYeKu0Xcx9d9f'"), 'r3'));
    await settle();
    expect(candidatesGivenTo(solo.juliet)).toEqual(['audio 1001']);
    expect(juliet.manager.stats().buffered).toBe(0);
  });

  test('D24: candidates that overtake the engine wait for it, and belong to the new session', async () => {
    const solo = await active();
    const { juliet, settle } = solo;
    juliet.receive(request(asking('new1')));
    juliet.receive(request(candidateContent('audio', 1_001, credentials('new1')), 'r2'));
    expect(candidatesGivenTo(solo.juliet)).toEqual([]);
    await settle();
    expect(candidatesGivenTo(solo.juliet)).toEqual(['audio 1001']);
  });

  test('D24: candidates under foreign credentials that nobody asked for are acknowledged and dropped', async () => {
    const solo = await active();
    const { juliet, settle } = solo;
    const alone = request(candidateContent('audio', 1_001, credentials('new1')));
    expect(sentDuring(juliet, () => juliet.receive(alone))).toEqual(['ok']);
    await settle();
    expect(candidatesGivenTo(solo.juliet)).toEqual([]);
    expect(toldOfChanges(juliet)).toEqual([]);
  });

  test.each([
    ['of a content that there is not', asking('new1', 'smell')],
    ['of one that there is and one that there is not', asking('new1') + asking('new1', 'smell')],
    ['under the same ufrag', asking('Yy0b')],
    ['without credentials', `<content creator='initiator' name='audio'><transport xmlns='${NS_ICE}'/></content>`],
  ])('D20: %s is none: acknowledged, and nothing happens', async (_what, inside) => {
    const { juliet, settle } = await active();
    const orders = engineOf(juliet).orders.length;
    expect(sentDuring(juliet, () => juliet.receive(request(inside)))).toEqual(['ok']);
    await settle();
    expect(toldOfChanges(juliet)).toEqual([]);
    expect(engineOf(juliet).orders).toHaveLength(orders);
  });

  test.each(['the peer', 'us'])(
    'D24: by %s lets as many candidates in as the call had at first, and no more',
    async (who) => {
      const { juliet, settle } = await active();
      for (let port = 1; port <= MAX_REMOTE_CANDIDATES; port += 1)
        juliet.receive(request(candidateContent('audio', port), `c${port}`));
      if (who === 'the peer') juliet.receive(request(asking('new1')));
      else juliet.manager.changes.restartIce(keyWith(ROMEO, S1));
      await settle();
      for (let port = 1; port <= MAX_REMOTE_CANDIDATES + 5; port += 1) {
        juliet.receive(request(candidateContent('audio', 1_000 + port, credentials('new1')), `d${port}`));
        await settle();
      }
      const given = candidatesGivenTo(juliet);
      expect(given).toHaveLength(2 * MAX_REMOTE_CANDIDATES);
      expect(given.at(-1)).toBe(`audio ${1_000 + MAX_REMOTE_CANDIDATES}`);
    },
  );

  test(`D22: can come ${MAX_RESTARTS_BY_PEER} times; the next changes nothing, and the call goes on`, async () => {
    const { juliet, settle } = await active();
    for (let count = 1; count <= MAX_RESTARTS_BY_PEER; count += 1) {
      juliet.receive(request(asking(`round${count}`), `r${count}`));
      await settle();
    }
    expect(toldOfChanges(juliet)).toHaveLength(MAX_RESTARTS_BY_PEER);
    const orders = engineOf(juliet).orders.length;
    expect(sentDuring(juliet, () => juliet.receive(request(asking('onemore'), 'last')))).toEqual(['ok']);
    await settle();
    expect(toldOfChanges(juliet)).toHaveLength(MAX_RESTARTS_BY_PEER);
    expect(engineOf(juliet).orders).toHaveLength(orders);
    expect(states(juliet).at(-1)).toBe('established.active');
    // Ours are not counted: they are our user's wish.
    engineOf(juliet).gathered('audio', 9_001);
    juliet.manager.changes.restartIce(keyWith(ROMEO, S1));
    await settle();
    expect(summary(juliet.sent.at(-1)!)).toBe('transport-info audio');
  });

  test('A8: that the engine cannot follow ends the call: there is no connection any more', async () => {
    const { juliet, settle } = await active({
      wrapSession: (session) => {
        let answers = 0;
        return {
          ...session,
          createAnswer: (offer) => {
            answers += 1;
            return answers === 1
              ? session.createAnswer(offer)
              : Promise.resolve({ ok: false, error: { kind: 'engineFailed' } });
          },
        };
      },
    });
    juliet.receive(request(asking('new1')));
    await settle();
    expect(told(juliet).at(-1)).toBe('ended by core: failed-application');
    expect(juliet.manager.stats()).toMatchObject({ calls: 0, buffered: 0, timers: 0 });
  });
});

const candidateCount = (stanza: XmlElement) => serializeXml(stanza).split('<candidate ').length - 1;

describe('our restart while the peer has not heard what we answer to its own', () => {
  async function owing(): Promise<Solo> {
    const solo = await active();
    solo.juliet.receive(request(asking('new1')));
    await solo.settle();
    solo.juliet.manager.changes.restartIce(keyWith(ROMEO, S1));
    await solo.settle();
    return solo;
  }
  const said = ({ juliet }: Solo) => juliet.sent.slice(-2).map(summary);

  test('waits for our first candidate, and is not taken for the answer', async () => {
    const solo = await owing();
    expect(said(solo).at(-1)).toBe('ok');
    engineOf(solo.juliet).gathered('audio', 9_001);
    await solo.settle();
    expect(said(solo)).toEqual(['transport-info audio', 'transport-info audio']);
    expect(solo.juliet.sent.slice(-2).map((sent) => candidateCount(sent))).toEqual([1, 0]);
    expect(states(solo.juliet).at(-1)).toBe('established.active');
  });

  test('D22: is given up at its deadline where no candidate is found, and the call goes on', async () => {
    const solo = await owing();
    const { juliet, settle, advance } = solo;
    const orders = engineOf(juliet).orders.length;
    expect(juliet.manager.stats().timers).toBe(1);
    await advance(DEFAULT_DEADLINES.connectMs);
    expect(juliet.manager.stats()).toMatchObject({ calls: 1, timers: 0 });
    // It had offered nothing, so there is nothing for it to take back.
    expect(engineOf(juliet).orders).toHaveLength(orders);
    engineOf(juliet).gathered('audio', 9_001);
    await settle();
    expect(candidateCount(juliet.sent.at(-1)!)).toBe(1);
  });

  test('answers a further restart of the peer first', async () => {
    const solo = await owing();
    const { juliet, settle } = solo;
    juliet.receive(request(asking('new2'), 'r2'));
    await settle();
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by peer', 'iceRestarted by peer']);
    engineOf(juliet).gathered('audio', 9_001);
    await settle();
    expect(juliet.sent.slice(-2).map((sent) => candidateCount(sent))).toEqual([1, 0]);
  });
});

describe('our restart', () => {
  async function restarting(): Promise<Solo & { readonly id: string }> {
    const solo = await active();
    solo.juliet.manager.changes.restartIce(keyWith(ROMEO, S1));
    await solo.settle();
    const id = attribute(solo.juliet.sent.at(-1)!, 'id')!;
    return { ...solo, id };
  }

  test('is answered by the first candidates under new credentials, and takes them', async () => {
    const solo = await restarting();
    const { juliet, settle } = solo;
    juliet.receive(request(candidateContent('audio', 1_001, credentials('new1'))));
    await settle();
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by local']);
    expect(candidatesGivenTo(solo.juliet)).toEqual(['audio 1001']);
    expect(juliet.manager.stats()).toMatchObject({ buffered: 0, timers: 0 });
  });

  test('that was acknowledged is answered by new credentials alone', async () => {
    const { juliet, settle, id } = await restarting();
    juliet.receive(result(ROMEO.account, JULIET.account, id));
    juliet.receive(request(asking('new1')));
    await settle();
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by local']);
  });

  test('that was not acknowledged gives way to new credentials alone: the initiator restarts', async () => {
    const { juliet, settle } = await restarting();
    expect(sentDuring(juliet, () => juliet.receive(request(asking('new1'))))).toEqual(['ok']);
    await settle();
    expect(toldOfChanges(juliet)).toEqual(['iceRestarted by peer']);
    expect(juliet.manager.stats().timers).toBe(0);
  });

  test('D25: that was refused, or is over, is not answered any more', async () => {
    const solo = await restarting();
    const { juliet, settle, id } = solo;
    juliet.receive(iqError(ROMEO.account, JULIET.account, id));
    await settle();
    juliet.receive(request(candidateContent('audio', 1_001, credentials('new1'))));
    await settle();
    expect(toldOfChanges(juliet)).toEqual([]);
    expect(candidatesGivenTo(solo.juliet)).toEqual([]);
    expect(juliet.manager.stats()).toMatchObject({ calls: 1, buffered: 0, timers: 0 });
  });
});
