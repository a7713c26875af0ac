/** The first look at a stanza: what is ours, what is owed an answer, and what is left to the application. */
import { describe, expect, test } from 'vitest';
import type { CallManager } from '../../src/call/call-manager.ts';
import { createPair, dropped, ring } from '../support/pair.ts';
import { JULIET, ROMEO, TYBALT } from '../support/parties.ts';
import { idle, sentDuring } from '../support/solo.ts';
import { iqError, jingle, propose, result, word } from '../support/stanzas.ts';
import { asPassing } from '../support/world.ts';

const JINGLE = "<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='s1'/>";
const TO = `to='${JULIET.account}'`;
const FROM = `from='${ROMEO.account}'`;

function outcome(manager: CallManager, stanza: string): string {
  const received = manager.receive(stanza);
  return received.ok ? received.value : received.error.kind;
}

describe('routeStanza', () => {
  test.each([
    ['a Jingle request', jingle(ROMEO.account, JULIET.account, 'session-info', 's1'), 'handled'],
    ['a Jingle message', propose(ROMEO.account, JULIET.account, 's1'), 'handled'],
    ['a word of a call there is not', word(ROMEO.account, JULIET.account, 'retract', 's9'), 'handled'],
    ['presence', `<presence ${FROM} ${TO}/>`, 'notOurs'],
    ['a chat message', `<message ${FROM} ${TO} type='chat'><body>hello</body></message>`, 'notOurs'],
    ['a Jingle message without a verb we know', word(ROMEO.account, JULIET.account, 'sing', 's1'), 'notOurs'],
    ['a request of another kind', `<iq type='set' id='1' ${FROM} ${TO}><query xmlns='x'/></iq>`, 'notOurs'],
    ['a get with a Jingle element', `<iq type='get' id='1' ${FROM} ${TO}>${JINGLE}</iq>`, 'notOurs'],
    ['an answer to nothing', result(ROMEO.account, JULIET.account, 'x'), 'notOurs'],
    ['an error about nothing', iqError(ROMEO.account, JULIET.account, 'x'), 'notOurs'],
    [
      'a jingle element of another namespace',
      jingle(ROMEO.account, JULIET.account, 'x', 's').replace(':1', ':0'),
      'notOurs',
    ],
    ['a stanza of another namespace', "<message xmlns='jabber:server'/>", 'notOurs'],
    [
      'a bounce of a message that is not ours',
      `<message ${FROM} ${TO} type='error' id='m9'><body/></message>`,
      'notOurs',
    ],
    ['text that is no XML', '<message', 'notWellFormed'],
    ['nothing', '', 'notWellFormed'],
  ])('tells of %s whether it was about calls', async (_what, stanza, expected) => {
    const { juliet } = await idle();
    expect(outcome(juliet.manager, stanza)).toBe(expected);
  });

  test('tells of the answer to a request of ours that it was ours', async () => {
    const pair = await createPair({ romeo: { omemo: 'new' } });
    pair.romeo.manager.start();
    const { attributes } = pair.romeo.sent[0]!;
    const answer = result('romeo@montague.example', ROMEO.account, attributes.get('id')!);
    expect(pair.romeo.manager.receive(answer)).toEqual({ ok: true, value: 'handled' });
    expect(pair.romeo.manager.receive(answer)).toEqual({ ok: true, value: 'notOurs' });
  });

  test('answers only requests to set that hold a Jingle element', async () => {
    const { juliet } = await idle();
    const stanzas = [
      `<iq type='set' id='1' ${FROM} ${TO}><query xmlns='x'/></iq>`,
      `<iq type='get' id='1' ${FROM} ${TO}>${JINGLE}</iq>`,
      `<iq type='get' id='' ${FROM} ${TO}>${JINGLE}</iq>`,
      `<iq type='result' id='1' ${FROM} ${TO}>${JINGLE}</iq>`,
      `<iq type='error' id='1' ${FROM} ${TO}>${JINGLE}</iq>`,
      `<iq type='Set' id='1' ${FROM} ${TO}>${JINGLE}</iq>`,
      `<message id='1' type='chat' ${FROM} ${TO}>${JINGLE}</message>`,
      `<iq type='set' id='1' ${FROM} ${TO}><x xmlns='x'>${JINGLE}</x></iq>`,
    ];
    expect(sentDuring(juliet, () => stanzas.forEach((stanza) => juliet.receive(stanza)))).toEqual([]);
  });

  test.each([
    ['an empty id', "id=''"],
    ['an id with a space', "id='a b'"],
    ['an endless id', `id='${'q'.repeat(5_000)}'`],
  ])('answers a request with %s once, under that id [RFC 6120 #8.2.3]', async (_what, id) => {
    const { juliet } = await idle();
    const stanza = `<iq type='set' ${id} ${FROM} ${TO}>${JINGLE}</iq>`;
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(['error bad-request']);
    expect(`id='${juliet.sent.at(-1)!.attributes.get('id')!}'`).toBe(id);
    expect(dropped(juliet)).toEqual(['malformedRequest']);
  });

  test('answers a request to an address it cannot read', async () => {
    const { juliet } = await idle();
    const stanza = `<iq type='set' id='q' ${FROM} to='@'>${JINGLE}</iq>`;
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual(['error bad-request']);
  });

  test.each([
    ['without id', `<iq type='set' ${FROM} ${TO}>${JINGLE}</iq>`],
    ['of nobody who could be answered', `<iq type='set' id='q' from='@' ${TO}>${JINGLE}</iq>`],
  ])('owes no answer to a request %s', async (_what, stanza) => {
    const { juliet } = await idle();
    expect(sentDuring(juliet, () => juliet.receive(stanza))).toEqual([]);
  });

  test('answers a request without sender to the server [RFC 6120 #8.1.2.1]', async () => {
    const { juliet } = await idle();
    juliet.receive(`<iq type='set' id='q' ${TO}>${JINGLE}</iq>`);
    expect([...juliet.sent.at(-1)!.attributes]).toEqual([
      ['type', 'error'],
      ['id', 'q'],
    ]);
  });

  test('looks at what a connection delivers from inside send after the step, in order', async () => {
    // The server answers at once, before `send` has returned: first a proceed of the tablet, then one of the phone.
    const pair = await createPair({
      romeo: {
        wrapWire: (wire) => ({
          send(stanza) {
            wire.send(stanza);
            const proposed = stanza.children.find((child) => typeof child !== 'string' && child.name === 'propose');
            if (proposed === undefined || typeof proposed === 'string') return;
            const sessionId = proposed.attributes.get('id')!;
            for (const resource of ['chamber', 'balcony']) {
              pair.romeo.receive(word(`juliet@capulet.example/${resource}`, ROMEO.account, 'proceed', sessionId));
            }
          },
        }),
      },
    });
    const { romeo, juliet } = pair;
    romeo.manager.placeCall({ to: juliet.contact, media: ['audio'] });
    expect(romeo.trace.map((entry) => (entry.kind === 'step' ? `${entry.from} ${entry.peer}` : entry.kind))).toEqual([
      'start',
      'proposed.discovering juliet@capulet.example',
      'preparing.describing juliet@capulet.example/chamber',
    ]);
  });

  test('passes a bounce of its own message to its call [XEP-0353 #intent]', async () => {
    const pair = await createPair();
    await ring(pair);
    const { romeo, juliet } = pair;
    const id = romeo.sent[0]!.attributes.get('id')!;
    const bounce = (from: string): string => `<message from='${from}' to='${ROMEO.account}' type='error' id='${id}'/>`;
    romeo.receive(bounce(TYBALT.account));
    expect(romeo.manager.stats().calls).toBe(1);
    pair.server.inject(asPassing(bounce(juliet.contact)));
    await pair.settle();
    expect(romeo.reports.at(-1)).toMatchObject({ kind: 'ended', by: 'peer', reason: 'unreachable' });
  });
});
