/** What a call sends, to whom, and how it is written. */
import { describe, expect, test } from 'vitest';
import type { XmlElement } from '../../src/xml/element.ts';
import { attribute, childElements } from '../../src/xml/read.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { answer, connect, createPair, engineOf, keyWith, ring } from '../support/pair.ts';
import { descendants, says } from '../support/hostile.ts';
import { JULIET, NURSE, ROMEO } from '../support/parties.ts';
import { S1, active, ringing } from '../support/solo.ts';
import { jingle, propose, reason, word } from '../support/stanzas.ts';
import type { Party } from '../support/world.ts';

function saying({ sent }: Pick<Party, 'sent'>, what: string): XmlElement {
  const found = sent.filter((stanza) => says(stanza, what));
  expect(found).toHaveLength(1);
  return found[0]!;
}

function text(stanza: XmlElement): string {
  return serializeXml(stanza, 'jabber:client');
}

describe('Jingle messages', () => {
  test('go to the contact until one resource is the peer, then to that one [XEP-0353 #proceed]', async () => {
    const pair = await createPair();
    const sessionId = await connect(pair);
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    expect(attribute(saying(pair.romeo, 'propose'), 'to')).toBe(JULIET.contact);
    expect(attribute(saying(pair.romeo, 'finish'), 'to')).toBe(JULIET.account);
    for (const verb of ['ringing', 'proceed']) {
      expect(attribute(saying(pair.juliet, verb), 'to')).toBe(ROMEO.account);
    }
  });

  test('are chat messages with an id and a hint to store them [XEP-0353 #intent]', async () => {
    const pair = await createPair();
    const sessionId = await ring(pair, ['audio', 'video']);
    const proposed = saying(pair.romeo, 'propose');
    const id = attribute(proposed, 'id')!;
    expect(text(proposed)).toBe(
      `<message type="chat" id="${id}" to="${JULIET.contact}">` +
        `<propose xmlns="urn:xmpp:jingle-message:0" id="${sessionId}">` +
        '<description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/>' +
        '<description xmlns="urn:xmpp:jingle:apps:rtp:1" media="video"/>' +
        '</propose><store xmlns="urn:xmpp:hints"/></message>',
    );
    expect(id).not.toBe('');
  });

  test('announce the device inside the proceed [the draft, proceed]', async () => {
    const pair = await createPair();
    await answer(pair);
    const [proceed] = childElements(saying(pair.juliet, 'proceed'));
    expect(text(proceed!)).toContain(
      '<device xmlns="http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification" id="2222"/></proceed>',
    );
  });

  test('never carry a from: the server knows it better', async () => {
    const pair = await createPair();
    const sessionId = await connect(pair);
    pair.romeo.manager.hangUp(keyWith(JULIET, sessionId));
    await pair.settle();
    const all = [...pair.romeo.sent, ...pair.juliet.sent];
    expect(all.map((stanza) => attribute(stanza, 'from')).filter((from) => from !== undefined)).toEqual([]);
  });

  test.each([
    ['the peer’s own reason', reason('gone', 'good night'), 'finish gone'],
    ['no reason where the peer gave none', '', 'finish'],
    ['no reason where the peer’s is none we know', "<reason xmlns='urn:xmpp:jingle:1'><sleepy/></reason>", 'finish'],
  ])('finish with %s, and never with its words [XEP-0353 #finish]', async (_what, given, said) => {
    const { juliet } = await active();
    juliet.receive(jingle(ROMEO.account, JULIET.account, 'session-terminate', S1, given));
    const finish = saying(juliet, 'finish');
    expect(['finish', ...descendants(finish).flatMap(({ name }) => (name === 'gone' ? [name] : []))].join(' ')).toBe(
      said,
    );
    expect(text(finish)).not.toContain('good night');
  });

  test('reject a further caller under that caller’s own id [XEP-0353 #reject]', async () => {
    const { juliet } = await active();
    juliet.receive(propose(NURSE.account, JULIET.account, 'n1'));
    const reject = saying(juliet, 'reject');
    expect([attribute(reject, 'to'), attribute(childElements(reject)[0]!, 'id')]).toEqual([NURSE.account, 'n1']);
  });
});

describe('Jingle requests', () => {
  test('name the initiator in the offer, the responder in the answer [XEP-0166 #def-jingle]', async () => {
    const pair = await createPair();
    await answer(pair);
    const [offer] = childElements(saying(pair.romeo, 'session-initiate'));
    const [accept] = childElements(saying(pair.juliet, 'session-accept'));
    expect([attribute(offer!, 'initiator'), attribute(offer!, 'responder')]).toEqual([ROMEO.account, undefined]);
    expect([attribute(accept!, 'initiator'), attribute(accept!, 'responder')]).toEqual([undefined, JULIET.account]);
  });

  test('carry the candidates of one content each, in one content without its description', async () => {
    const pair = await createPair({
      romeo: {
        wrapSession: (session) => ({
          ...session,
          createOffer: (media) => {
            for (const [name, port] of [
              ['audio', 1],
              ['video', 2],
              ['audio', 3],
            ] as const) {
              engineOf(pair.romeo).gathered(name, port);
            }
            return session.createOffer(media);
          },
        }),
      },
    });
    await answer(pair, ['audio', 'video']);
    const infos = pair.romeo.sent.filter((stanza) => says(stanza, 'transport-info'));
    const contents = infos.map((stanza) =>
      descendants(stanza).flatMap(({ name, attributes }) => {
        if (name === 'content') return attributes.get('name');
        return name === 'candidate' ? attributes.get('port') : [];
      }),
    );
    // Dino answers a transport-info of several contents with `feature-not-implemented`.
    expect(contents).toEqual([
      ['audio', '1', '3'],
      ['video', '2'],
    ]);
    const [info] = infos;
    expect(descendants(info!).filter(({ name }) => ['description', 'fingerprint'].includes(name))).toEqual([]);
    const credentials = descendants(saying(pair.romeo, 'session-initiate')).find(({ name }) => name === 'transport');
    const transport = descendants(info!).find(({ name }) => name === 'transport');
    expect(transport?.attributes).toEqual(credentials?.attributes);
  });

  test('are forgotten when nobody answers them in time', async () => {
    const { juliet, advance } = await active();
    juliet.manager.hangUp(keyWith(ROMEO, S1));
    expect(juliet.manager.stats().pending).toBe(2);
    await advance(30_000);
    expect(juliet.manager.stats()).toMatchObject({ pending: 0, remembered: 1 });
  });
});

describe('a call that never was', () => {
  test('leaves no message behind that could be bounced', async () => {
    const { juliet } = await ringing();
    const id = attribute(saying(juliet, 'ringing'), 'id')!;
    juliet.manager.reject(keyWith(ROMEO, S1));
    const before = juliet.trace.length;
    juliet.receive(word(ROMEO.account, JULIET.account, 'ringing', S1, '', `type='error' id='${id}'`));
    expect(juliet.trace.slice(before)).toEqual([
      { kind: 'dropped', atMs: expect.any(Number) as number, reason: 'bounceOfNoCall' },
    ]);
  });
});
