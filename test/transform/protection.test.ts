/** How a stanza's fingerprints travel, told before anything is decrypted. XEP-0320 1.0.0, the draft. */
import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../src/base/errors.ts';
import { readProtection, withFingerprints } from '../../src/transform/protection.ts';
import { describedAs, omemo, plain, received, valueOf } from './descriptions.ts';
import { JULIETS_DEVICE, OTHER_DEVICE } from './fake-omemo.ts';

describe('readProtection', () => {
  test('tells one plain fingerprint in each content, and gives just these [XEP-0320 #protocol]', () => {
    expect(readProtection(received([plain('01')], [plain('02')]))).toEqual({
      protection: 'plain',
      jingle: describedAs(plain('01'), plain('02')),
    });
  });

  test('tells one encrypted fingerprint in each content, and whose device they say they are of', () => {
    expect(readProtection(received([omemo()], [omemo()]))).toEqual({
      protection: 'encrypted',
      jingle: describedAs(omemo(), omemo()),
      senderDeviceId: JULIETS_DEVICE,
    });
  });

  test.each([
    ['a plain one before an encrypted one', [plain(), omemo()]],
    ['a plain one after an encrypted one', [omemo(), plain()]],
    ['two encrypted ones', [omemo(), omemo()]],
    ['two plain ones', [plain(), plain()]],
    ['two plain ones that are different', [plain('01'), plain('02')]],
    ['three', [omemo(), omemo(), plain()]],
  ])('A1: refuses %s in one content [XEP-0320 #protocol]', (_what, fingerprints) => {
    expect(readProtection(received(fingerprints))).toEqual({ protection: 'mixed' });
    expect(readProtection(received([fingerprints[0]!], fingerprints))).toEqual({ protection: 'mixed' });
  });

  test.each([
    ['first', received([omemo()], [plain()])],
    ['second', received([plain()], [omemo()])],
    ['last of three', received([plain()], [plain()], [omemo()])],
  ])('A2: lets no encrypted content carry a plain one: the %s is encrypted', (_which, jingle) => {
    expect(readProtection(jingle)).toEqual({ protection: 'mixed' });
  });

  test('A3: refuses contents that different devices encrypted, whichever comes first', () => {
    const ofAnother = omemo(valueOf('02'), OTHER_DEVICE);
    expect(readProtection(received([omemo()], [ofAnother]))).toEqual({ protection: 'mixed' });
    expect(readProtection(received([ofAnother], [omemo()], [omemo()]))).toEqual({ protection: 'mixed' });
  });

  test.each([
    ['a content has none', received([plain()], [])],
    ['the first content has none', received([], [omemo()])],
    ['a content has no transport', received([omemo()], undefined)],
    ['there is no content', received()],
  ])('B12: takes nothing for a description when %s', (_when, jingle) => {
    expect(readProtection(jingle)).toEqual({ protection: 'none' });
  });

  test('hands on contents and groups, and nothing else of the stanza', () => {
    const jingle = { ...received([plain()]), action: 'session-initiate', reason: undefined };
    const read = readProtection(jingle);
    expect(read.protection === 'plain' ? Object.keys(read.jingle) : read).toEqual(['contents', 'groups']);
  });
});

describe('withFingerprints', () => {
  test('puts one fingerprint into each content, in order, and leaves everything else', () => {
    const before = received([plain('01')], [plain('02')]);
    expect(withFingerprints(before, [plain('03'), plain('04')])).toEqual(describedAs(plain('03'), plain('04')));
    expect(before).toEqual(received([plain('01')], [plain('02')]));
  });

  test('takes a fingerprint too few, or a content that has no place for one, for a bug of ours', () => {
    const bug = new InvariantError('bug: a fingerprint for each content, and a place for it');
    expect(() => withFingerprints(received([plain()], [plain()]), [plain()])).toThrow(bug);
    expect(() => withFingerprints(describedAs(undefined), [plain()])).toThrow(bug);
  });
});
