/** Our own requests: each is settled at most once, by whom it went to, or by time. */
import { describe, expect, test } from 'vitest';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import type { RequestOutcome } from '../../src/call/requests.ts';
import { Requests } from '../../src/call/requests.ts';
import type { Jid } from '../../src/jid.ts';
import type { StanzaId } from '../../src/stanzas/identifiers.ts';
import type { Iq } from '../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { element } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const PAYLOAD = element('urn:test', 'question');
const JULIETS_ACCOUNT = 'juliet@capulet.example' as Jid;
const ROMEOS_ACCOUNT = 'romeo@montague.example' as Jid;

function createRequests() {
  const clock = createVirtualClock(0);
  const sent: XmlElement[] = [];
  const wire = { send: (stanza: XmlElement) => void sent.push(stanza) };
  const requests = new Requests({ account: ROMEO.account, wire, clock, ids: createSeededIds(1) });
  const outcomes: RequestOutcome['kind'][] = [];
  const ask = (to: Jid | undefined) =>
    requests.send('get', to, PAYLOAD, 1_000, (outcome) => void outcomes.push(outcome.kind));
  const lastId = () => attribute(sent.at(-1)!, 'id') as StanzaId;
  const reply = (from: Jid | undefined, type: Iq['type'] = 'result', id = lastId()): Iq => ({
    kind: 'iq',
    type,
    id,
    from,
    to: ROMEO.account,
    children: [],
  });
  return { clock, sent, requests, outcomes, ask, reply };
}

describe('Requests', () => {
  test('sends the payload in an IQ to whom it is for', () => {
    const { sent, ask } = createRequests();
    ask(JULIET.account);
    const [iq] = sent;
    expect([attribute(iq!, 'type'), attribute(iq!, 'to'), iq?.children]).toEqual(['get', JULIET.account, [PAYLOAD]]);
  });

  test.each([
    ['result', 'result'],
    ['error', 'error'],
  ] as const)('settles with a %s, once', (type, kind) => {
    const { requests, outcomes, ask, reply } = createRequests();
    ask(JULIET.account);
    expect(requests.size).toBe(1);
    expect(requests.expects(reply(JULIET.account, type))).toBe(true);
    requests.receive(reply(JULIET.account, type));
    requests.receive(reply(JULIET.account, type));
    expect(outcomes).toEqual([kind]);
    expect(requests.size).toBe(0);
  });

  test.each([
    ['nobody', undefined],
    ['the account of whom it went to', JULIETS_ACCOUNT],
    ['our own account', ROMEOS_ACCOUNT],
    ['another resource', 'juliet@capulet.example/chamber' as Jid],
  ])('ignores an answer of %s [RFC 6120 #8.2.3]', (_who, from) => {
    const { requests, outcomes, ask, reply } = createRequests();
    ask(JULIET.account);
    expect(requests.expects(reply(from))).toBe(false);
    requests.receive(reply(from));
    expect(outcomes).toEqual([]);
    expect(requests.size).toBe(1);
  });

  test.each([
    ['without from', undefined],
    ['from our bare JID', ROMEOS_ACCOUNT],
  ])('takes an answer of our own server %s [RFC 6120 #10.3.3]', (_how, from) => {
    const { requests, outcomes, ask, reply } = createRequests();
    ask(undefined);
    requests.receive(reply(from));
    ask(ROMEOS_ACCOUNT);
    requests.receive(reply(from));
    expect(outcomes).toEqual(['result', 'result']);
  });

  test('does not take the word of our own resource, or of a contact, for our server', () => {
    const { requests, outcomes, ask, reply } = createRequests();
    ask(undefined);
    requests.receive(reply(ROMEO.account));
    requests.receive(reply(JULIET.account));
    expect(outcomes).toEqual([]);
  });

  test('ignores an id that nothing was asked with', () => {
    const { requests, outcomes, ask, reply } = createRequests();
    ask(JULIET.account);
    requests.receive(reply(JULIET.account, 'result', 'another' as StanzaId));
    expect(outcomes).toEqual([]);
  });

  test('settles when its time is over, and not again by a late answer', async () => {
    const { clock, requests, outcomes, ask, reply } = createRequests();
    ask(JULIET.account);
    await clock.advance(1_000);
    requests.receive(reply(JULIET.account));
    expect(outcomes).toEqual(['timedOut']);
    expect(requests.size).toBe(0);
  });

  test('never settles once forgotten', async () => {
    const { clock, requests, outcomes, ask, reply } = createRequests();
    const forget = ask(JULIET.account);
    forget();
    requests.receive(reply(JULIET.account));
    await clock.advance(10_000);
    expect(outcomes).toEqual([]);
    expect([requests.size, clock.pending]).toEqual([0, 0]);
  });

  test('sends and settles nothing once closed', async () => {
    const { clock, sent, requests, outcomes, ask } = createRequests();
    ask(JULIET.account);
    requests.close();
    ask(JULIET.account);
    await clock.advance(10_000);
    expect(sent).toHaveLength(1);
    expect(outcomes).toEqual([]);
    expect([requests.size, clock.pending]).toEqual([0, 0]);
  });
});
