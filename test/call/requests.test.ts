/** Our own requests: each is settled at most once, by whom it went to, or by time. */
import { describe, expect, test } from 'vitest';
import { createSeededIds } from '../../src/adapters/seeded-random.ts';
import { createVirtualClock } from '../../src/adapters/virtual-clock.ts';
import { Alarms } from '../../src/call/alarms.ts';
import { MAX_PENDING_REQUESTS } from '../../src/base/limits.ts';
import type { RequestPurpose } from '../../src/call/request-purpose.ts';
import type { RequestOutcome } from '../../src/call/requests.ts';
import { Requests, readRequests } from '../../src/call/requests.ts';
import type { Jid } from '../../src/jid.ts';
import type { SessionId, StanzaId } from '../../src/stanzas/identifiers.ts';
import type { Iq } from '../../src/stanzas/stanza.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { element } from '../../src/xml/element.ts';
import { attribute } from '../../src/xml/read.ts';
import { JULIET, ROMEO } from '../support/parties.ts';

const PAYLOAD = element('urn:test', 'question');
const PURPOSE: RequestPurpose = {
  for: 'call',
  account: JULIET.contact,
  sessionId: 's1' as SessionId,
  step: 'bundle',
};
const JULIETS_ACCOUNT = 'juliet@capulet.example' as Jid;
const ROMEOS_ACCOUNT = 'romeo@montague.example' as Jid;

function createRequests(written: unknown = [], nowMs = 0) {
  const clock = createVirtualClock(nowMs);
  const alarms = new Alarms(clock);
  const state = readRequests(written, '');
  if (!state.ok) throw new Error(state.error.path);
  const sent: XmlElement[] = [];
  const wire = { send: (stanza: XmlElement) => void sent.push(stanza) };
  const outcomes: string[] = [];
  const settle = (purpose: RequestPurpose, outcome: RequestOutcome): void => {
    outcomes.push(purpose.for === 'nothing' ? `${outcome.kind}, for nothing` : outcome.kind);
    if (purpose.for !== 'nothing') expect(purpose).toEqual(PURPOSE);
  };
  const ids = createSeededIds(1);
  const requests = new Requests({ account: ROMEO.account, wire, alarms, ids, settle }, state.value);
  alarms.begin();
  const ask = (to: Jid | undefined, purpose: RequestPurpose = PURPOSE) =>
    requests.send({ type: 'get', to, payload: PAYLOAD, deadlineMs: 1_000, purpose });
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
  test('counts what calls wait for, and not what makes our own device known', () => {
    const { requests, ask } = createRequests();
    requests.send({
      type: 'get',
      to: undefined,
      payload: PAYLOAD,
      deadlineMs: 1_000,
      purpose: { for: 'ownDevice', step: 'bundle' },
    });
    expect(requests.ofCalls).toBe(0);
    ask(JULIET.account);
    expect(requests.ofCalls).toBe(1);
  });

  test('counts the oldest as lost where there are too many', () => {
    const { requests, ask, outcomes, clock } = createRequests();
    for (let count = 0; count < MAX_PENDING_REQUESTS; count += 1) ask(JULIET.account);
    expect(outcomes).toEqual([]);
    ask(JULIET.account);
    expect(outcomes).toEqual(['timedOut']);
    expect([requests.ofCalls, clock.pending]).toEqual([MAX_PENDING_REQUESTS, MAX_PENDING_REQUESTS]);
  });

  test('loses first what nothing waits for, such as our answers to a peer that asks and asks', () => {
    const { requests, ask, outcomes } = createRequests();
    ask(JULIET.account);
    for (let count = 1; count <= MAX_PENDING_REQUESTS; count += 1) ask(JULIET.account, { for: 'nothing' });
    expect(outcomes).toEqual(['timedOut, for nothing']);
    expect(requests.ofCalls).toBe(MAX_PENDING_REQUESTS);
  });

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
    expect(requests.ofCalls).toBe(1);
    expect(requests.expects(reply(JULIET.account, type))).toBe(true);
    requests.receive(reply(JULIET.account, type));
    requests.receive(reply(JULIET.account, type));
    expect(outcomes).toEqual([kind]);
    expect(requests.ofCalls).toBe(0);
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
    expect(requests.ofCalls).toBe(1);
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
    expect(requests.ofCalls).toBe(0);
  });

  test('never settles once forgotten', async () => {
    const { clock, requests, outcomes, ask, reply } = createRequests();
    requests.forget(ask(JULIET.account));
    requests.receive(reply(JULIET.account));
    await clock.advance(10_000);
    expect(outcomes).toEqual([]);
    expect([requests.ofCalls, clock.pending]).toEqual([0, 0]);
  });

  test('are answered elsewhere as they would have been here, within what was left of their deadlines', async () => {
    const { clock, requests, ask, reply } = createRequests();
    ask(JULIET.account);
    const toJuliet = reply(JULIET.account);
    await clock.advance(400);
    ask(undefined);
    const text = JSON.stringify(requests.write());
    const elsewhere = createRequests(JSON.parse(text), clock.now());
    expect(JSON.stringify(elsewhere.requests.write())).toBe(text);
    expect(elsewhere.sent).toEqual([]);
    elsewhere.requests.receive({ ...toJuliet, from: JULIETS_ACCOUNT });
    expect(elsewhere.outcomes).toEqual([]);
    elsewhere.requests.receive(toJuliet);
    expect(elsewhere.outcomes).toEqual(['result']);
    await elsewhere.clock.advance(999);
    expect(elsewhere.outcomes).toHaveLength(1);
    await elsewhere.clock.advance(1);
    expect(elsewhere.outcomes).toEqual(['result', 'timedOut']);
  });

  test.each([
    [{ for: 'nothing' }, undefined],
    [{ for: 'nothing', step: 'bundle' }, '[0].purpose'],
    [{ for: 'ownDevice', step: 'bundle' }, undefined],
    [{ for: 'ownDevice', step: 'answer' }, '[0].purpose.step'],
    [{ for: 'call', account: 'a@x', sessionId: 's', step: 'offer' }, undefined],
    [{ for: 'call', account: 'a@x/y', sessionId: 's', step: 'offer' }, '[0].purpose.account'],
    [{ for: 'call', account: 'a@x', sessionId: '', step: 'offer' }, '[0].purpose.sessionId'],
    [{ for: 'call', account: 'a@x', sessionId: 's', step: 'deviceList' }, '[0].purpose.step'],
    [{ for: 'constructor' }, '[0].purpose'],
    [null, '[0].purpose'],
  ])('are for %j only if that is something they can be for', (purpose, path) => {
    const written = [{ id: 'i', to: null, purpose, deadline: { dueAtMs: 0, place: 0 } }];
    const read = readRequests(written, '');
    expect(read.ok ? undefined : read.error.path).toBe(path);
  });

  test('sends and settles nothing once closed', async () => {
    const { clock, sent, requests, outcomes, ask } = createRequests();
    ask(JULIET.account);
    requests.close();
    ask(JULIET.account);
    await clock.advance(10_000);
    expect(sent).toHaveLength(1);
    expect(outcomes).toEqual([]);
    expect([requests.ofCalls, clock.pending]).toEqual([0, 0]);
  });
});
