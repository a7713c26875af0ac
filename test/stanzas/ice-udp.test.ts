import { describe, expect, test } from 'vitest';
import type { IceCandidate } from '../../src/stanzas/ice-udp.ts';
import { readIceTransport } from '../../src/stanzas/ice-udp.ts';
import { elementOf } from './cases.ts';
import type { Refusal } from './refusals.ts';
import { expectRefusal, times } from './refusals.ts';

const CANDIDATE =
  "<candidate component='1' foundation='842163049' generation='0' id='el0747fg11' ip='192.0.2.3' network='1' " +
  "port='45664' priority='1694498815' protocol='udp' rel-addr='10.0.1.1' rel-port='8998' type='srflx'/>";
const CREDENTIALS = "ufrag='8hhy' pwd='asd88fgpdd777uzjYhagZg'";
const PLAIN =
  "<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' setup='actpass'>" +
  '02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1:7A:03:A2:7D:F9:B0:7F:46:19:B2</fingerprint>';
const ENCRYPTED =
  "<fingerprint xmlns='http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification' hash='sha-256' setup='actpass'>" +
  "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='5678'><key rid='1234'>AQID</key>" +
  '<iv>AAECAwQFBgcICQoL</iv></header><payload>AQ==</payload></encrypted></fingerprint>';
const OPTION = "<trickle xmlns='http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option'/>";
const TRANSPORT =
  `<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ${CREDENTIALS}>${OPTION}${CANDIDATE}${PLAIN}` +
  '<gathering-complete/></transport>';

const path = 'transport';

/** The candidates read, and how many were left out, of a transport with this one in it. */
function read(candidate: string): { readonly candidates: readonly IceCandidate[]; readonly ignored: number } {
  const transport = readIceTransport(elementOf(TRANSPORT.replace(CANDIDATE, candidate)));
  if (!transport.ok) throw new Error(JSON.stringify(transport.error));
  return { candidates: transport.value.candidates, ignored: transport.value.ignoredCandidates };
}

describe('readIceTransport', () => {
  const refusals: readonly Refusal[] = [
    ['a ufrag alone', " pwd='asd88fgpdd777uzjYhagZg'", '', { kind: 'missingAttribute', path, name: 'pwd' }],
    ['a password alone', "ufrag='8hhy' ", '', { kind: 'missingAttribute', path, name: 'ufrag' }],
    ['a ufrag of 3 characters', '8hhy', '8hh', { kind: 'badValue', path, name: 'ufrag' }],
    ['a ufrag of 257 characters', '8hhy', 'u'.repeat(257), { kind: 'badValue', path, name: 'ufrag' }],
    ['an empty ufrag', '8hhy', '', { kind: 'badValue', path, name: 'ufrag' }],
    ['a ufrag with a space', '8hhy', '8h hy', { kind: 'badValue', path, name: 'ufrag' }],
    ['a ufrag with a line end', '8hhy', '8hhy&#10;', { kind: 'badValue', path, name: 'ufrag' }],
    ['a ufrag that starts a line of SDP', '8hhy', '8hhy&#13;&#10;a=x', { kind: 'badValue', path, name: 'ufrag' }],
    ['a ufrag with a letter ICE has not', '8hhy', '8h_hy', { kind: 'badValue', path, name: 'ufrag' }],
    [
      'a password of 21 characters',
      'asd88fgpdd777uzjYhagZg',
      'asd88fgpdd777uzjYhagZ',
      { kind: 'badValue', path, name: 'pwd' },
    ],
    [
      'a password of 257 characters',
      'asd88fgpdd777uzjYhagZg',
      'p'.repeat(257),
      { kind: 'badValue', path, name: 'pwd' },
    ],
    ['a password with a carriage return', 'asd88', 'asd&#13;88', { kind: 'badValue', path, name: 'pwd' }],
    ['a password with a tab', 'asd88', 'asd&#9;88', { kind: 'badValue', path, name: 'pwd' }],
    [
      'a malformed fingerprint',
      "hash='sha-256'",
      "hash='sha-1'",
      { kind: 'badValue', path: `${path}/fingerprint[1]`, name: 'hash' },
    ],
    ['nine fingerprints', PLAIN, PLAIN.repeat(9), { kind: 'tooMany', path, name: 'fingerprint' }],
    ['65 candidates', CANDIDATE, times(65, () => CANDIDATE), { kind: 'tooMany', path, name: 'candidate' }],
    [
      '65 unusable candidates',
      CANDIDATE,
      times(65, () => '<candidate/>'),
      { kind: 'tooMany', path, name: 'candidate' },
    ],
    ['an option twice', OPTION, OPTION + OPTION, { kind: 'duplicate', path, name: 'option' }],
    [
      'nine options',
      OPTION,
      times(9, (at) => OPTION.replace('trickle', `o${at}`)),
      { kind: 'tooMany', path, name: 'option' },
    ],
    [
      'two ends of gathering',
      '<gathering-complete/>',
      '<gathering-complete/>'.repeat(2),
      { kind: 'duplicate', path, name: 'gathering-complete' },
    ],
    ['another transport', 'ice-udp:1', 'raw-udp:1', { kind: 'unexpectedElement', path }],
  ];
  test.each(refusals)('refuses %s [XEP-0176 #protocol-syntax]', (...refusal) => {
    expectRefusal((candidate) => readIceTransport(candidate), TRANSPORT, refusal);
  });

  test('takes credentials of 256 characters', () => {
    const long = TRANSPORT.replace('8hhy', 'u'.repeat(256)).replace('asd88fgpdd777uzjYhagZg', '+/'.repeat(128));
    expect(readIceTransport(elementOf(long)).ok).toBe(true);
  });

  test('takes a stub without anything', () => {
    expect(readIceTransport(elementOf("<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1'/>"))).toMatchObject({
      ok: true,
      value: { credentials: undefined, candidates: [], ignoredCandidates: 0, fingerprint: [] },
    });
  });

  test.each([
    [['plain', 'omemo'], PLAIN + ENCRYPTED],
    [['omemo', 'plain'], ENCRYPTED + PLAIN],
    [['omemo', 'plain', 'omemo'], ENCRYPTED + PLAIN + ENCRYPTED],
  ])('keeps fingerprints of both namespaces in document order: %j', (kinds, fingerprints) => {
    const transport = readIceTransport(elementOf(TRANSPORT.replace(PLAIN, fingerprints)));
    expect(transport.ok && transport.value.fingerprint.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('counts a fingerprint of a foreign namespace for none', () => {
    const foreign = PLAIN.replace('urn:xmpp:jingle:apps:dtls:0', 'urn:evil');
    const transport = readIceTransport(elementOf(TRANSPORT.replace(PLAIN, foreign)));
    expect(transport).toMatchObject({ ok: true, value: { fingerprint: [], extensions: [{ name: 'fingerprint' }] } });
  });

  test.each(['ice2-lite', 'a.b', '_', 'x'.repeat(33), 'ü'])('carries an option named %s without reading it', (name) => {
    const transport = readIceTransport(elementOf(TRANSPORT.replace('trickle', name)));
    expect(transport).toMatchObject({ ok: true, value: { options: [], extensions: [{ name }] } });
  });
});

describe('a candidate', () => {
  test('is read whole', () => {
    expect(read(CANDIDATE)).toEqual({
      ignored: 0,
      candidates: [
        {
          component: 1,
          foundation: '842163049',
          generation: 0,
          id: 'el0747fg11',
          ip: '192.0.2.3',
          network: 1,
          port: 45_664,
          priority: 1_694_498_815,
          protocol: 'udp',
          relatedAddress: '10.0.1.1',
          relatedPort: 8_998,
          tcpType: undefined,
          type: 'srflx',
        },
      ],
    });
  });

  test.each([
    ['no component', " component='1'", ''],
    ['component 0', "component='1'", "component='0'"],
    ['component 3', "component='1'", "component='3'"],
    ['no foundation', " foundation='842163049'", ''],
    ['an empty foundation', '842163049', ''],
    ['a foundation of 33 characters', '842163049', 'f'.repeat(33)],
    ['a foundation with a space', '842163049', '1 2'],
    ['a foundation with a line end', '842163049', '1&#10;'],
    ['a generation that is no number', "generation='0'", "generation='x'"],
    ['an id with a line end', 'el0747fg11', 'el&#10;'],
    ['an id of 129 characters', 'el0747fg11', 'e'.repeat(129)],
    ['no address', " ip='192.0.2.3'", ''],
    ['a host name', '192.0.2.3', 'evil.example'],
    ['an address with more behind it', '192.0.2.3', '192.0.2.3 1 typ host'],
    ['an address with a line end', '192.0.2.3', '192.0.2.3&#13;&#10;'],
    ['a network that is no number', "network='1'", "network='eth0'"],
    ['no port', " port='45664'", ''],
    ['port 0', '45664', '0'],
    ['port 65536', '45664', '65536'],
    ['a negative port', '45664', '-1'],
    ['no priority', " priority='1694498815'", ''],
    ['priority 0', '1694498815', '0'],
    ['a priority of 32 bits [RFC 8445 #5.1.2]', '1694498815', '2147483648'],
    ['a priority with a fraction', '1694498815', '1.5'],
    ['no protocol', " protocol='udp'", ''],
    ['a protocol ICE has not', 'udp', 'sctp'],
    ['TCP without its kind [RFC 6544 #4.5]', 'udp', 'tcp'],
    ['TCP of a kind nobody defines', "protocol='udp'", "protocol='tcp' tcptype='both'"],
    ['UDP with a kind of TCP', "protocol='udp'", "protocol='udp' tcptype='so'"],
    [
      'port 0 of passive TCP',
      "port='45664' priority='1694498815' protocol='udp'",
      "port='0' priority='1' protocol='tcp' tcptype='passive'",
    ],
    ['a related address alone', " rel-port='8998'", ''],
    ['a related port alone', " rel-addr='10.0.1.1'", ''],
    ['a related address that is a name', '10.0.1.1', 'evil.example'],
    ['a related port out of range', '8998', '65536'],
    ['no type', " type='srflx'", ''],
    ['a type nobody defines', 'srflx', 'magic'],
  ])('with %s is left out and counted, and costs the stanza nothing', (_, find, replacement) => {
    expect(CANDIDATE).toContain(find);
    const bad = CANDIDATE.replace(find, replacement);
    expect(read(CANDIDATE + bad + CANDIDATE)).toMatchObject({ candidates: [{}, {}], ignored: 1 });
    expect(read(bad)).toEqual({ candidates: [], ignored: 1 });
  });

  test.each([
    ['port 1', { port: 1 }, '45664', '1'],
    ['port 65535', { port: 65_535 }, '45664', '65535'],
    ['priority 1', { priority: 1 }, '1694498815', '1'],
    ['priority 2^31-1', { priority: 2_147_483_647 }, '1694498815', '2147483647'],
    ['component 2', { component: 2 }, "component='1'", "component='2'"],
    ['no generation', { generation: 0 }, " generation='0'", ''],
    ['no network', { network: undefined }, " network='1'", ''],
    ['no id', { id: undefined }, " id='el0747fg11'", ''],
    ['UDP in upper case [RFC 8839 #5.1]', { protocol: 'udp' }, 'udp', 'UDP'],
    ['an IPv6 address', { ip: '2001:db8::9:1' }, '192.0.2.3', '2001:db8::9:1'],
    [
      'a name of multicast DNS',
      { ip: '11111111-2222-4333-8444-555555555555.local' },
      '192.0.2.3',
      '11111111-2222-4333-8444-555555555555.local',
    ],
    [
      'a related address that says nothing',
      { relatedAddress: '0.0.0.0', relatedPort: 0 },
      "'10.0.1.1' rel-port='8998'",
      "'0.0.0.0' rel-port='0'",
    ],
    [
      'no related address',
      { relatedAddress: undefined, relatedPort: undefined },
      " rel-addr='10.0.1.1' rel-port='8998'",
      '',
    ],
    [
      'port 9 of active TCP',
      { port: 9, tcpType: 'active' },
      "port='45664' priority='1694498815' protocol='udp'",
      "port='9' priority='1' protocol='tcp' tcptype='active'",
    ],
    [
      'port 0 of active TCP',
      { port: 0, tcpType: 'active' },
      "port='45664' priority='1694498815' protocol='udp'",
      "port='0' priority='1' protocol='tcp' tcptype='active'",
    ],
    ['simultaneous open', { tcpType: 'so' }, "protocol='udp'", "protocol='tcp' tcptype='so'"],
    ['type relay', { type: 'relay' }, 'srflx', 'relay'],
    ['type prflx', { type: 'prflx' }, 'srflx', 'prflx'],
    ['type host', { type: 'host' }, 'srflx', 'host'],
  ])('with %s is taken', (_, part, find, replacement) => {
    expect(CANDIDATE).toContain(find);
    expect(read(CANDIDATE.replace(find, replacement))).toMatchObject({ candidates: [part], ignored: 0 });
  });
});
