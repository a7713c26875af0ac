import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import {
  readIq,
  readIqPayload,
  readMessage,
  readStanza,
  readStanzaError,
  writeIqError,
  writeIqResult,
  writeMalformedIqError,
} from '../../src/stanzas/stanza.ts';
import type { Iq } from '../../src/stanzas/stanza.ts';
import { serializeXml } from '../../src/xml/serialize.ts';
import { elementOf } from './cases.ts';

const IQ =
  "<iq from='juliet@capulet.lit/balcony' id='q1' to='romeo@montague.lit/orchard' type='set'><x xmlns='urn:x'/></iq>";
const MESSAGE =
  "<message from='juliet@capulet.lit/balcony' to='romeo@montague.lit' type='chat'><body>hi</body></message>";

function iqOf(xml: string): Iq {
  const iq = readIq(elementOf(xml));
  if (!iq.ok) throw new Error('no IQ');
  return iq.value;
}

describe('readIq', () => {
  test.each([
    ['a missing id [RFC 6120 #8.1.3]', " id='q1'", '', { kind: 'missingAttribute', path: 'iq', name: 'id' }],
    ['an empty id', "id='q1'", "id=''", { kind: 'badValue', path: 'iq', name: 'id' }],
    ['an id of 1,025 characters', "id='q1'", `id='${'q'.repeat(1025)}'`, { kind: 'badValue', path: 'iq', name: 'id' }],
    ['an id with a line end', "id='q1'", "id='q&#10;1'", { kind: 'badValue', path: 'iq', name: 'id' }],
    ['a missing type [RFC 6120 #8.2.3]', " type='set'", '', { kind: 'missingAttribute', path: 'iq', name: 'type' }],
    ['a type nobody defines', "type='set'", "type='SET'", { kind: 'badValue', path: 'iq', name: 'type' }],
    [
      'a sender that is no JID',
      'juliet@capulet.lit/balcony',
      'juliet@',
      { kind: 'badValue', path: 'iq', name: 'from' },
    ],
    ['a recipient that is no JID', 'romeo@montague.lit/orchard', '', { kind: 'badValue', path: 'iq', name: 'to' }],
  ])('refuses %s', (_, find, replacement, error) => {
    expect(readIq(elementOf(IQ.replace(find, replacement)))).toEqual({ ok: false, error });
  });

  test('takes an id of 1,024 characters', () => {
    expect(readIq(elementOf(IQ.replace('q1', 'q'.repeat(1024)))).ok).toBe(true);
  });

  test('refuses an element of that name in another namespace', () => {
    const error = { kind: 'unexpectedElement', path: 'iq' };
    expect(readIq(elementOf("<iq xmlns='jabber:server' id='q1' type='get'/>"))).toEqual({ ok: false, error });
  });

  test('leaves the sender open where the server speaks for the own account [RFC 6120 #8.1.2.1]', () => {
    expect(readIq(elementOf("<iq id='q1' type='result'/>"))).toEqual(
      ok({ kind: 'iq', type: 'result', id: 'q1', from: undefined, to: undefined, children: [] }),
    );
  });
});

describe('readIqPayload', () => {
  test('is the one child [RFC 6120 #8.2.3]', () => {
    expect(readIqPayload(iqOf(IQ))).toEqual(ok(elementOf("<x xmlns='urn:x'/>")));
  });

  test.each([
    ['none', "<x xmlns='urn:x'/>", '', { kind: 'missingElement', path: 'iq', name: 'payload' }],
    ['a second one', '</iq>', "<y xmlns='urn:y'/></iq>", { kind: 'tooMany', path: 'iq', name: 'payload' }],
  ])('refuses %s', (_, find, replacement, error) => {
    expect(readIqPayload(iqOf(IQ.replace(find, replacement)))).toEqual({ ok: false, error });
  });
});

describe('readMessage', () => {
  test.each([
    ['no type', " type='chat'", ''],
    ['a type nobody defines', "type='chat'", "type='call'"],
  ])('takes %s for normal [RFC 6121 #5.2.2]', (_, find, replacement) => {
    const message = readMessage(elementOf(MESSAGE.replace(find, replacement)));
    expect(message).toMatchObject({ ok: true, value: { type: 'normal', id: undefined } });
  });

  test.each([
    ['a sender that is no JID', 'juliet@capulet.lit/balcony', 'a b@capulet.lit', 'from'],
    ['a recipient that is no JID', 'romeo@montague.lit', '@montague.lit', 'to'],
    ['an empty id', "type='chat'", "type='chat' id=''", 'id'],
  ])('refuses %s', (_, find, replacement, name) => {
    const error = { kind: 'badValue', path: 'message', name };
    expect(readMessage(elementOf(MESSAGE.replace(find, replacement)))).toEqual({ ok: false, error });
  });
});

describe('readStanza', () => {
  test('reads messages and IQs, each as itself', () => {
    expect(readStanza(elementOf(MESSAGE))).toMatchObject({ ok: true, value: { kind: 'message' } });
    expect(readStanza(elementOf(IQ))).toMatchObject({ ok: true, value: { kind: 'iq' } });
  });

  test('refuses presence', () => {
    expect(readStanza(elementOf('<presence/>'))).toMatchObject({ ok: false, error: { kind: 'unexpectedElement' } });
  });
});

describe('an answer', () => {
  test('goes to the sender, under the id of the request, and says nothing of it [RFC 6120 #8.2.3]', () => {
    expect(serializeXml(writeIqResult(iqOf(IQ)), 'jabber:client')).toBe(
      '<iq type="result" id="q1" to="juliet@capulet.lit/balcony"/>',
    );
    const error = { type: 'cancel', condition: 'item-not-found', jingle: 'unknown-session' } as const;
    expect(serializeXml(writeIqError(iqOf(IQ), error), 'jabber:client')).toBe(
      '<iq type="error" id="q1" to="juliet@capulet.lit/balcony"><error type="cancel">' +
        '<item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>' +
        '<unknown-session xmlns="urn:xmpp:jingle:errors:1"/></error></iq>',
    );
  });

  test('carries a payload where there is one', () => {
    expect(writeIqResult(iqOf(IQ), iqOf(IQ).children).children).toEqual(iqOf(IQ).children);
  });
});

describe('writeMalformedIqError', () => {
  test.each([
    ['an empty id', IQ.replace('q1', ''), ''],
    ['an over-long id', IQ.replace('q1', 'q'.repeat(5000)), 'q'.repeat(5000)],
    ['a bad recipient', IQ.replace('romeo@montague.lit/orchard', '@'), 'q1'],
  ])('answers a set with %s under the very id [RFC 6120 #8.2.3]', (_, xml, id) => {
    expect(readIq(elementOf(xml)).ok).toBe(false);
    const answer = writeMalformedIqError(elementOf(xml));
    expect(answer?.attributes).toEqual(
      new Map(Object.entries({ type: 'error', id, to: 'juliet@capulet.lit/balcony' })),
    );
    expect(answer && serializeXml(answer)).toContain('<bad-request ');
  });

  test('answers the own server without an address', () => {
    const answer = writeMalformedIqError(elementOf("<iq type='get' id=''/>"));
    expect(answer?.attributes).toEqual(new Map(Object.entries({ type: 'error', id: '' })));
  });

  test.each([
    ['a result', "<iq type='result' id=''/>"],
    ['an error', "<iq type='error' id=''/>"],
    ['an IQ without id', "<iq type='set'/>"],
    ['an IQ from nobody', "<iq type='set' id='' from='@'/>"],
    ['a message', "<message type='set' id=''/>"],
  ])('owes nothing to %s', (_, xml) => {
    expect(writeMalformedIqError(elementOf(xml))).toBeUndefined();
  });
});

describe('readStanzaError', () => {
  const STANZAS = "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'";

  test.each([
    ['no type', '<error/>', { type: 'cancel', condition: 'unknown', jingle: undefined }],
    ['an unknown type', "<error type='never'/>", { type: 'cancel', condition: 'unknown', jingle: undefined }],
    [
      'a condition of an application',
      `<error type='wait'><out-of-milk xmlns='urn:x'/></error>`,
      { type: 'wait', condition: 'unknown', jingle: undefined },
    ],
    [
      'a condition RFC 6120 does not define',
      `<error type='auth'><payment-required ${STANZAS}/></error>`,
      { type: 'auth', condition: 'unknown', jingle: undefined },
    ],
    [
      'a text, which is not kept',
      `<error type='auth'><forbidden ${STANZAS}/><text ${STANZAS}>no</text></error>`,
      { type: 'auth', condition: 'forbidden', jingle: undefined },
    ],
  ])('reads an error with %s', (_, xml, error) => {
    expect(readStanzaError(elementOf(xml))).toEqual(ok(error));
  });

  test.each([
    ['two conditions', `<error><forbidden ${STANZAS}/><gone ${STANZAS}/></error>`],
    [
      'two Jingle conditions',
      "<error><tie-break xmlns='urn:xmpp:jingle:errors:1'/><out-of-order xmlns='urn:xmpp:jingle:errors:1'/></error>",
    ],
  ])('refuses %s', (_, xml) => {
    const error = { kind: 'duplicate', path: 'error', name: 'condition' };
    expect(readStanzaError(elementOf(xml))).toEqual({ ok: false, error });
  });

  test('refuses another element', () => {
    expect(readStanzaError(elementOf("<error xmlns='urn:x'/>")).ok).toBe(false);
  });
});
