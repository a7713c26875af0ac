import { describe, expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import type { DtlsFingerprint } from '../../src/stanzas/dtls.ts';
import type { Jingle } from '../../src/stanzas/jingle.ts';
import {
  mapFingerprints,
  readJingle,
  readJingleHeader,
  toReceivedForm,
  writeJingle,
} from '../../src/stanzas/jingle.ts';
import type { XmlElement } from '../../src/xml/element.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const DESCRIPTION = "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>";
const TRANSPORT =
  "<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'>" +
  "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>" +
  '02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1:7A:03:A2:7D:F9:B0:7F:46:19:B2' +
  '</fingerprint></transport>';
const CONTENT = `<content creator='initiator' name='voice'>${DESCRIPTION}${TRANSPORT}</content>`;
const GROUP = "<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'><content name='voice'/></group>";
const REASON = '<reason><success/><text>bye</text></reason>';
const JINGLE =
  "<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' initiator='romeo@montague.lit/orchard' sid='a73s'>" +
  `${CONTENT}${GROUP}${REASON}</jingle>`;

const path = 'iq/jingle';
const read = (candidate: XmlElement) => readJingle(candidate);

describe('readJingle', () => {
  const refusals: readonly Refusal[] = [
    ['no action', " action='session-initiate'", '', { kind: 'missingAttribute', path, name: 'action' }],
    ['no session id', " sid='a73s'", '', { kind: 'missingAttribute', path, name: 'sid' }],
    ['an empty session id', 'a73s', '', { kind: 'badValue', path, name: 'sid' }],
    ['an over-long session id', 'a73s', 'a'.repeat(257), { kind: 'badValue', path, name: 'sid' }],
    ['a session id with a line end', 'a73s', 'a&#10;3', { kind: 'badValue', path, name: 'sid' }],
    [
      '17 contents',
      CONTENT,
      times(17, (at) => CONTENT.replace('voice', `c${at}`)),
      { kind: 'tooMany', path, name: 'content' },
    ],
    ['two contents of one name and creator', CONTENT, CONTENT + CONTENT, { kind: 'duplicate', path, name: 'content' }],
    ['five groups', GROUP, GROUP.repeat(5), { kind: 'tooMany', path, name: 'group' }],
    ['two reasons', REASON, REASON + REASON, { kind: 'duplicate', path, name: 'reason' }],
    ['another namespace', 'urn:xmpp:jingle:1', 'urn:xmpp:jingle:0', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0166 #def-jingle]', (...refusal) => {
    expectRefusal(read, JINGLE, refusal);
  });

  const content = `${path}/content[1]`;
  const contentRefusals: readonly Refusal[] = [
    ['no creator', " creator='initiator'", '', { kind: 'missingAttribute', path: content, name: 'creator' }],
    [
      'a creator who is nobody',
      "creator='initiator'",
      "creator='me'",
      { kind: 'badValue', path: content, name: 'creator' },
    ],
    ['no name', " name='voice'", '', { kind: 'missingAttribute', path: content, name: 'name' }],
    [
      'a name with a space',
      "creator='initiator' name='voice'",
      "creator='initiator' name='a b'",
      { kind: 'badValue', path: content, name: 'name' },
    ],
    [
      'a name that starts a line of SDP',
      "creator='initiator' name='voice'",
      "creator='initiator' name='a&#13;&#10;a=x'",
      { kind: 'badValue', path: content, name: 'name' },
    ],
    [
      'senders nobody defines',
      "name='voice'",
      "name='voice' senders='all'",
      { kind: 'badValue', path: content, name: 'senders' },
    ],
    [
      'a disposition with a space',
      "name='voice'",
      "name='voice' disposition='a b'",
      { kind: 'badValue', path: content, name: 'disposition' },
    ],
    [
      'two descriptions',
      DESCRIPTION,
      DESCRIPTION + DESCRIPTION,
      { kind: 'duplicate', path: content, name: 'description' },
    ],
    ['two transports', TRANSPORT, TRANSPORT + TRANSPORT, { kind: 'duplicate', path: content, name: 'transport' }],
    [
      'a malformed transport',
      " ufrag='8hhy'",
      '',
      { kind: 'missingAttribute', path: `${content}/transport`, name: 'ufrag' },
    ],
    [
      'a malformed fingerprint',
      "hash='sha-256'",
      '',
      { kind: 'missingAttribute', path: `${content}/transport/fingerprint[1]`, name: 'hash' },
    ],
  ];
  test.each(contentRefusals)('refuses a content with %s [XEP-0166 #def-content]', (...refusal) => {
    expectRefusal(read, JINGLE, refusal);
  });

  const group = `${path}/group[1]`;
  const groupRefusals: readonly Refusal[] = [
    ['no semantics', " semantics='BUNDLE'", '', { kind: 'missingAttribute', path: group, name: 'semantics' }],
    ['semantics of two words', 'BUNDLE', 'BUN DLE', { kind: 'badValue', path: group, name: 'semantics' }],
    [
      'a content without name',
      "<content name='voice'/>",
      '<content/>',
      { kind: 'missingAttribute', path: `${group}/content[1]`, name: 'name' },
    ],
    [
      'a content with a bad name',
      "<content name='voice'/>",
      "<content name='a b'/>",
      { kind: 'badValue', path: `${group}/content[1]`, name: 'name' },
    ],
    [
      'a content twice',
      "<content name='voice'/>",
      "<content name='voice'/>".repeat(2),
      { kind: 'duplicate', path: group, name: 'content' },
    ],
    [
      '17 contents',
      "<content name='voice'/>",
      times(17, (at) => `<content name='c${at}'/>`),
      { kind: 'tooMany', path: group, name: 'content' },
    ],
  ];
  test.each(groupRefusals)('refuses a group with %s [XEP-0338 #sdp]', (...refusal) => {
    expectRefusal(read, JINGLE, refusal);
  });

  test('says where, counting from 1 as XPath does', () => {
    const second = CONTENT.replace('voice', 'webcam').replace("media='audio'", '');
    const error = { kind: 'missingAttribute', path: 'iq/jingle/content[2]/description', name: 'media' };
    expect(read(elementOf(JINGLE.replace(CONTENT, CONTENT + second)))).toEqual({ ok: false, error });
  });

  test('takes contents of one name by different creators', () => {
    const other = CONTENT.replace("creator='initiator'", "creator='responder'");
    expect(read(elementOf(JINGLE.replace(CONTENT, CONTENT + other))).ok).toBe(true);
  });

  test.each([
    ['a bare JID', 'romeo@montague.lit'],
    ['no JID', '@'],
    ['nothing', ''],
  ])('takes %s as initiator for none: it never routes [XEP-0166 #def-jingle]', (_, initiator) => {
    const jingle = read(elementOf(JINGLE.replace('romeo@montague.lit/orchard', initiator)));
    expect(jingle).toMatchObject({ ok: true, value: { initiator: undefined } });
  });

  test('takes both where senders is left out [XEP-0166 #def-content]', () => {
    expect(read(elementOf(JINGLE))).toMatchObject({ ok: true, value: { contents: [{ senders: 'both' }] } });
  });

  test.each([
    ['other media', "media='audio'", "media='text'"],
    ['another application', 'urn:xmpp:jingle:apps:rtp:1', 'urn:xmpp:jingle:apps:file-transfer:5'],
  ])('carries a description of %s, and gives its content none', (_, find, replacement) => {
    expect(read(elementOf(JINGLE.replace(find, replacement)))).toMatchObject({
      ok: true,
      value: { contents: [{ description: undefined, extensions: [{ name: 'description' }] }] },
    });
  });

  test('finds no fingerprint outside a transport of ours', () => {
    const transport = 'urn:xmpp:jingle:transports:ice-udp:1';
    const jingle = read(elementOf(JINGLE.replace(transport, 'urn:xmpp:jingle:transports:ice:0')));
    expect(jingle).toMatchObject({ ok: true, value: { contents: [{ transport: undefined }] } });
  });

  test('keeps the payload of a session-info as it is', () => {
    const ringing = "<ringing xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>";
    const info = elementOf(`<jingle xmlns='urn:xmpp:jingle:1' action='session-info' sid='a'>${ringing}</jingle>`);
    expect(read(info)).toMatchObject({ ok: true, value: { extensions: [elementOf(ringing)] } });
  });

  test('takes an action nobody defines for unknown, and it stays unknown when written', () => {
    const jingle = read(elementOf(JINGLE.replace('session-initiate', 'session-dance')));
    expect(jingle).toMatchObject({ ok: true, value: { action: 'unknown' } });
    if (!jingle.ok) return;
    expect(read(writeJingle(jingle.value))).toEqual(jingle);
  });
});

describe('readJingleHeader', () => {
  test('looks at action and session id only', () => {
    const broken = elementOf(JINGLE.replaceAll('creator', 'x').replace('<success/>', '<success/><busy/>'));
    expect(read(broken).ok).toBe(false);
    expect(readJingleHeader(broken)).toEqual(ok({ action: 'session-initiate', sessionId: 'a73s' }));
  });

  test.each([
    ['an unknown action', "<jingle xmlns='urn:xmpp:jingle:1' action='toString' sid='a'/>", 'unknown'],
    ['an empty action', "<jingle xmlns='urn:xmpp:jingle:1' action='' sid='a'/>", 'unknown'],
  ])('answers %s as unknown', (_, xml, action) => {
    expect(readJingleHeader(elementOf(xml))).toEqual(ok({ action, sessionId: 'a' }));
  });
});

describe('the fingerprints of a Jingle element', () => {
  function readRight(): Jingle<readonly unknown[]> {
    const jingle = read(elementOf(JINGLE.replace(CONTENT, `${CONTENT}<content creator='responder' name='stub'/>`)));
    if (!jingle.ok) throw new Error('not right');
    return jingle.value;
  }

  test('are changed once for each transport, on a copy', () => {
    const before = readRight();
    const after = mapFingerprints(before, (fingerprints) => fingerprints.length);
    expect(after.contents.map(({ transport }) => transport?.fingerprint)).toEqual([1, undefined]);
    expect(before).toEqual(readRight());
  });

  test('are one or many: both forms are written alike', () => {
    const many = read(elementOf(JINGLE));
    if (!many.ok) throw new Error('not right');
    const one: Jingle<DtlsFingerprint> = mapFingerprints(many.value, ([first]) => {
      if (first?.kind !== 'plain') throw new Error('not plain');
      return first;
    });
    expect(writeJingle(toReceivedForm(one))).toEqual(writeJingle(many.value));
  });
});
