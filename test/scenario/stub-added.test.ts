/**
 * A content that comes without a transport of its own, as Conversations sends one under BUNDLE: it shares the ICE
 * session and the DTLS association that the call has, so that nothing of it has to be proved.
 */
import { describe, expect, test } from 'vitest';
import {
  addContents,
  offerContents,
  partiesOf,
  running,
  sentSince,
  takenBy,
  toldOfChanges,
  WHO,
} from '../support/changing.ts';
import { edit, tampering, withAttributes } from '../support/hostile.ts';
import { engineOf, keyWith, verdicts } from '../support/pair.ts';
import { JULIET, ROMEO } from '../support/parties.ts';
import { S1, active, sentDuring } from '../support/solo.ts';
import { jingle } from '../support/stanzas.ts';
import { summary } from '../support/story.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { serializeXml } from '../../src/xml/serialize.ts';

/** The same contents with nothing in their transports. */
function asStubs(stanza: XmlElement): XmlElement {
  return edit(stanza, (found) =>
    found.name === 'transport'
      ? withAttributes({ ...found, children: [] }, { ufrag: undefined, pwd: undefined })
      : found,
  );
}

describe.each(WHO)('a stub that %s adds to an authenticated call', (who) => {
  test('A6: gets the certificate that the call has, and is answered with a stub', async () => {
    const call = await running({ tamper: tampering('content-add', asStubs) });
    const [adder, asked] = partiesOf(call, who);
    await addContents(call, who);
    const accepted = asked.sent.find((stanza) => summary(stanza).startsWith('content-accept'))!;
    expect(summary(accepted)).toBe('content-accept video');
    expect(serializeXml(accepted)).not.toContain('ufrag');
    expect(takenBy(asked)).toEqual([`audio ${adder.dtlsFingerprint}`, `video ${adder.dtlsFingerprint}`]);
    expect(takenBy(adder)).toEqual([`audio ${asked.dtlsFingerprint}`, `video ${asked.dtlsFingerprint}`]);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video', 'contentAccepted video']);
    for (const party of call.parties) expect(verdicts(party)).toMatchObject([{ state: 'authenticated' }]);
  });

  test('C16: waits for the user as any other content', async () => {
    const call = await running({ tamper: tampering('content-add', asStubs) });
    const [, asked] = partiesOf(call, who);
    const orders = engineOf(asked).orders.length;
    await offerContents(call, who);
    expect(toldOfChanges(asked)).toEqual(['contentOffered video']);
    expect(engineOf(asked).orders).toHaveLength(orders);
  });

  test('A5: beside one with a fingerprint is refused with it', async () => {
    const oneStub = (stanza: XmlElement) => {
      const stubs = asStubs(stanza);
      let index = 0;
      // The first content stays as it was.
      return edit(stubs, (found) => {
        if (found.name !== 'content') return found;
        index += 1;
        return index === 1 ? (contentsOf(stanza)[0] ?? found) : { ...found };
      });
    };
    const call = await running({ tamper: tampering('content-add', oneStub) });
    const [, asked] = partiesOf(call, who);
    const before = asked.sent.length;
    await offerContents(call, who, ['video', 'video']);
    expect(sentSince(asked, before)).toEqual(['ok', 'content-reject video video-2 security-error']);
  });

  test('is an answer too, to what was sent with a fingerprint under the same bundle', async () => {
    const call = await running({ tamper: tampering('content-accept', asStubs) });
    const [adder, asked] = partiesOf(call, who);
    await addContents(call, who);
    expect(toldOfChanges(adder)).toEqual(['contentAccepted video']);
    expect(takenBy(adder)).toEqual([`audio ${asked.dtlsFingerprint}`, `video ${asked.dtlsFingerprint}`]);
  });
});

describe('a stub to a call that is not bundled', () => {
  const VP8 = "<payload-type id='96' name='VP8' clockrate='90000'/>";
  const rtp = `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>${VP8}<rtcp-mux/></description>`;
  const transport = "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>";
  const stub = `<content creator='initiator' name='video' senders='both'>${rtp}${transport}</content>`;
  const group = (...names: readonly string[]) => {
    const contents = names.map((name) => `<content name='${name}'/>`).join('');
    return `<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>${contents}</group>`;
  };

  test.each([
    ['has no transport to share', ''],
    ['cannot say that it shares one that there is not', group('smell', 'video')],
    ['cannot share its own', group('video')],
    ['cannot share the transport of what came behind it', group('video', 'audio')],
  ])('%s, and is rejected', async (_why, groups) => {
    const { juliet, settle } = await active();
    const request = jingle(ROMEO.account, JULIET.account, 'content-add', S1, stub + groups);
    expect(sentDuring(juliet, () => juliet.receive(request))).toEqual([
      'ok',
      'content-reject video unsupported-applications',
    ]);
    await settle();
    expect(toldOfChanges(juliet)).toEqual([]);
  });

  test('is taken where its own group says whose transport it shares', async () => {
    const { juliet, settle } = await active();
    const request = jingle(ROMEO.account, JULIET.account, 'content-add', S1, stub + group('audio', 'video'));
    expect(sentDuring(juliet, () => juliet.receive(request))).toEqual(['ok']);
    juliet.manager.changes.acceptContents(keyWith(ROMEO, S1));
    await settle();
    expect(summary(juliet.sent.at(-1)!)).toBe('content-accept video');
    expect(takenBy(juliet)).toEqual([`audio ${ROMEO.dtlsFingerprint}`, `video ${ROMEO.dtlsFingerprint}`]);
  });
});

function contentsOf(stanza: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  edit(stanza, (element) => {
    if (element.name === 'content' && element.namespace === 'urn:xmpp:jingle:1') found.push(element);
    return element;
  });
  return found;
}
