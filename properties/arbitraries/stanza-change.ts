/**
 * Changes to any stanza: a piece taken out, doubled, moved, renamed, or given another value that means something to
 * somebody.
 */
import fc from 'fast-check';
import type { Change } from '../../test/support/mutation.ts';
import { JULIET, ROMEO, TYBALT } from '../../test/support/parties.ts';

const VALUES = [
  '',
  ' ',
  '0',
  '1',
  '-1',
  '2147483648',
  '1111',
  '2222',
  '2223',
  'true',
  'actpass',
  'active',
  'audio',
  'video',
  'initiator',
  'responder',
  'session-initiate',
  'session-accept',
  'session-terminate',
  'transport-info',
  'content-add',
  'content-accept',
  'content-remove',
  'set',
  'result',
  'error',
  'a\r\nb',
  'AAAA',
  'x'.repeat(3_000),
  ROMEO.account,
  JULIET.account,
  TYBALT.account,
  ROMEO.dtlsFingerprint,
  JULIET.dtlsFingerprint,
  TYBALT.dtlsFingerprint,
];
const NAMES = [
  'fingerprint',
  'device',
  'proceed',
  'propose',
  'retract',
  'content',
  'jingle',
  'encrypted',
  'key',
  'reason',
];
const NAMESPACES = [
  '',
  'jabber:client',
  'urn:xmpp:jingle:1',
  'urn:xmpp:jingle-message:0',
  'urn:xmpp:jingle:apps:dtls:0',
  'http://gultsch.de/xmpp/drafts/omemo/dlts-srtp-verification',
  'urn:evil',
];

const TELLING = [
  'fingerprint',
  'device',
  'proceed',
  'jingle',
  'content',
  'transport',
  'encrypted',
  'header',
  'key',
  'payload',
];
// Of the numbers none preferred: the first elements are the frame, which is checked first.
const at = fc.oneof(fc.constantFrom(...TELLING, 'message', 'iq'), fc.noBias(fc.nat(60)));

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('drop', 'double', 'empty'), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('graft'), at, other: fc.nat(60) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('attribute'),
      at,
      nth: fc.nat(20),
      value: fc.option(fc.constantFrom(...VALUES)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('text'), at, value: fc.constantFrom(...VALUES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('name'), at, value: fc.constantFrom(...NAMES) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('namespace'), at, value: fc.constantFrom(...NAMESPACES) }) },
);

/** One or a few. */
export const someStanzaChanges: fc.Arbitrary<readonly Change[]> = fc.array(change, { minLength: 1, maxLength: 3 });

/** None at all, or a few. */
export const stanzaChanges: fc.Arbitrary<readonly Change[]> = fc.array(change, { maxLength: 3 });
