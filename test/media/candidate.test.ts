/** Candidate lines: every kind both ways, and what is refused. */
import { describe, expect, test } from 'vitest';
import { readCandidate, writeCandidate } from '../../src/media/candidate.ts';
import { candidateOf } from './descriptions.ts';

const host = 'candidate:842163049 1 udp 2122260223 192.0.2.1 54321 typ host generation 0';

describe('writeCandidate and readCandidate', () => {
  test.each([
    ['a host', {}, host],
    [
      'IPv6 on the second component',
      { component: 2, ip: 'fd00::2', id: '2-842163049-udp-54321' },
      'candidate:842163049 2 udp 2122260223 fd00::2 54321 typ host generation 0',
    ],
    [
      'a reflexive address',
      { type: 'srflx', relatedAddress: '10.0.0.5', relatedPort: 0 },
      'candidate:842163049 1 udp 2122260223 192.0.2.1 54321 typ srflx raddr 10.0.0.5 rport 0 generation 0',
    ],
    [
      'a TCP candidate, its port unused [RFC 6544 #4.5]',
      { protocol: 'tcp', tcpType: 'active', port: 9, id: '1-842163049-tcp-9' },
      'candidate:842163049 1 tcp 2122260223 192.0.2.1 9 typ host tcptype active generation 0',
    ],
    [
      'a network and a restart',
      { network: 3, generation: 2 },
      'candidate:842163049 1 udp 2122260223 192.0.2.1 54321 typ host generation 2 network-id 3',
    ],
    [
      'a name behind which a browser hides its address',
      { ip: '4bd87c6c-1f6b-4f3a-9a32-1c1b2f0f8c61.local' },
      'candidate:842163049 1 udp 2122260223 4bd87c6c-1f6b-4f3a-9a32-1c1b2f0f8c61.local 54321 typ host generation 0',
    ],
  ] as const)('map %s', (_, more, line) => {
    const candidate = candidateOf(more);
    expect(writeCandidate(candidate)).toEqual({ ok: true, value: line });
    expect(readCandidate(line)).toEqual({ ok: true, value: candidate });
    expect(readCandidate(`a=${line}`)).toEqual({ ok: true, value: candidate });
  });
});

describe('writeCandidate', () => {
  test.each([
    ['192.0.2.1', '0.0.0.0'],
    ['2001:db8::1', '::'],
  ])('writes the unspecified address for a relay at %s that names none [RFC 8839 #5.1]', (ip, unspecified) => {
    const line = writeCandidate(candidateOf({ type: 'relay', ip }));
    expect(line).toEqual({
      ok: true,
      value: `candidate:842163049 1 udp 2122260223 ${ip} 54321 typ relay raddr ${unspecified} rport 0 generation 0`,
    });
  });

  test.each([
    ['a host name, which the engine would look up', { ip: 'tracker.example' }, 'address'],
    ['a related address with a line end', { relatedAddress: '10.0.0.1\r\na=x', relatedPort: 1 }, 'address'],
    ['a space in the foundation', { foundation: '1 1' }, 'foundation'],
    ['a foundation of 33 characters [RFC 8839 #5.1]', { foundation: 'a'.repeat(33) }, 'foundation'],
    ['a port above 65535', { port: 65_536 }, 'port'],
    ['a fraction of a port', { port: 1.5 }, 'port'],
    ['a priority that is no number', { priority: Number.NaN }, 'priority'],
    ['a priority that String would write with an exponent', { priority: 1e21 }, 'priority'],
  ])('refuses %s', (_, more, field) => {
    expect(writeCandidate(candidateOf(more))).toEqual({
      ok: false,
      error: { kind: 'outsideGrammar', field, contentName: undefined },
    });
  });
});

describe('readCandidate', () => {
  test('leaves out what Jingle has no attribute for', () => {
    const line = `${host} ufrag EEtu network-id 3 network-cost 10`;
    expect(readCandidate(line)).toEqual({ ok: true, value: candidateOf({ network: 3 }) });
  });

  test('reads the transport in either case', () => {
    expect(readCandidate(host.replace('udp', 'UDP'))).toEqual({ ok: true, value: candidateOf() });
  });

  test('takes the first of an extension that is there twice', () => {
    expect(readCandidate(`${host} network-id 3 network-id 4`)).toEqual({
      ok: true,
      value: candidateOf({ network: 3 }),
    });
  });

  test('takes a related address without port for none', () => {
    expect(readCandidate(host.replace('host', 'host raddr 10.0.0.1'))).toEqual({ ok: true, value: candidateOf() });
  });

  test.each([
    ['nothing', ''],
    ['a line of another kind', 'a=ice-ufrag:8hhY'],
    ['the end of candidates', 'candidate:'],
    ['a third component', host.replace(' 1 udp', ' 3 udp')],
    ['a transport other than UDP and TCP', host.replace('udp', 'sctp')],
    ['a type that is none', host.replace('host', 'guest')],
    ['a port above 65535', host.replace('54321', '99999')],
    ['a name to look up', host.replace('192.0.2.1', 'tracker.example')],
    ['TCP that does not say who connects [RFC 6544 #4.5]', host.replace('udp', 'tcp')],
    ['UDP with a TCP type', `${host} tcptype active`],
    ['a port of 0', host.replace('54321', '0')],
    ['two lines', `${host}\r\na=fingerprint:sha-256 00`],
    ['an extension name without value', `${host} ufrag`],
    ['a generation that is no number', host.replace('generation 0', 'generation x')],
  ])('refuses %s', (_, line) => {
    expect(readCandidate(line)).toEqual({ ok: false, error: { kind: 'notACandidate' } });
  });
});
