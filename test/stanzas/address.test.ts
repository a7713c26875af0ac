import { describe, expect, test } from 'vitest';
import { parseCandidateAddress } from '../../src/stanzas/address.ts';

describe('parseCandidateAddress', () => {
  test.each([
    '192.0.2.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    'fd00::2',
    '2001:db8::9:1',
    '2001:DB8:0:0:8:800:200C:417A',
    '1:2:3:4:5:6:7::',
    '::2:3:4:5:6:7:8',
    '::ffff:192.0.2.1',
    '64:ff9b::192.0.2.33',
    '0:0:0:0:0:ffff:129.144.52.38',
    '0000:0000:0000:0000:0000:ffff:255.255.255.255',
    '11111111-2222-4333-8444-555555555555.local',
    'a.local',
  ])('takes %s [RFC 8839 #5.1]', (text) => {
    expect(parseCandidateAddress(text)).toBe(text);
  });

  test.each([
    '',
    '192.0.2',
    '192.0.2.1.1',
    '192.0.2.256',
    '192.0.2.01',
    '192.0.2.',
    '0x7f.0.0.1',
    '2130706433',
    ' 192.0.2.1',
    '192.0.2.1 9 typ host',
    '192.0.2.1\r\na=x',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1::2::3',
    ':::',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '[::1]',
    '::1.2.3',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    'example.org',
    'localhost',
    '.local',
    'a.b.local',
    '-a.local',
    'a-.local',
    `${'a'.repeat(64)}.local`,
    'a.local.',
    'evil.example#.local',
  ])('refuses %j', (text) => {
    expect(parseCandidateAddress(text)).toBeUndefined();
  });
});
