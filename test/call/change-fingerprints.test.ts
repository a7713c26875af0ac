/** Fingerprints of contents on their way: what was encrypted, and what was proved, counts once. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CallOmemo } from '../../src/call/call-omemo.ts';
import { ChangeFingerprints } from '../../src/call/change-fingerprints.ts';
import type { ChangeMedia } from '../../src/call/change-media.ts';
import type { ChangingCall } from '../../src/call/changing-call.ts';
import { createStandInMedia } from '../../src/media/scripted.ts';
import { readJingle } from '../../src/stanzas/jingle.ts';
import type { ReceivedJingle } from '../../src/stanzas/jingle.ts';
import { readProtection } from '../../src/transform/protection.ts';
import type { PlainJingle } from '../../src/transform/protection.ts';
import { childElements } from '../../src/xml/read.ts';
import { JULIET, TYBALT } from '../support/parties.ts';
import { content, fingerprint, jingle } from '../support/stanzas.ts';
import { parse } from '../support/world.ts';

function received(xml: string): ReceivedJingle {
  const read = readJingle(childElements(parse(xml))[0]!);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const plainOf = (value: string) =>
  received(jingle(TYBALT.account, JULIET.account, 'content-add', 's1', content({ fingerprints: fingerprint(value) })));
const ENCRYPTED = received(readFileSync('test/stanzas/cases/omemo-verification/session-initiate.xml', 'utf8'));
const PLAIN = plainOf(TYBALT.dtlsFingerprint);

function proved(value: string): PlainJingle {
  const read = readProtection(plainOf(value));
  if (read.protection !== 'plain') throw new Error(read.protection);
  return read.jingle;
}

/** A call whose OMEMO hands over at once what a test wants. */
async function fingerprints() {
  const made = await createStandInMedia(JULIET)
    .open(() => undefined)
    .createOffer(['audio']);
  if (!made.ok) throw new Error(made.error.kind);
  const omemo: Pick<CallOmemo, 'decrypt' | 'encrypt'> = {
    encrypt: (_jingle, done) => done({ contents: [], groups: [] }),
    decrypt: (_jingle, _sender, _known, done) => done(proved(JULIET.dtlsFingerprint)),
  };
  const call = { engine: { remote: made.value }, omemo } as unknown as ChangingCall;
  return new ChangeFingerprints(call, { added: [], pending: undefined } as unknown as ChangeMedia, () => undefined);
}

test('B11: what was encrypted leaves once, and nothing leaves as encrypted that was not', async () => {
  const ours = await fingerprints();
  expect(() => ours.own('encrypted')).toThrow('only after they were encrypted');
  ours.encrypt();
  expect(ours.own('encrypted')).toEqual({ contents: [], groups: [] });
  expect(() => ours.own('encrypted')).toThrow('only after they were encrypted');
});

test('A6: what was proved counts for what it was proved of, once, and for nothing that came in clear', async () => {
  const theirs = await fingerprints();
  const certificate = (whole: ReturnType<typeof theirs.whole>) => whole?.contents[0]?.transport.fingerprint.value;
  expect(theirs.whole(ENCRYPTED, 'actpass')).toBeUndefined();
  theirs.decrypt(ENCRYPTED);
  expect(certificate(theirs.whole(ENCRYPTED, 'actpass'))).toBe(JULIET.dtlsFingerprint);
  expect(theirs.whole(ENCRYPTED, 'actpass')).toBeUndefined();
  theirs.decrypt(ENCRYPTED);
  expect(certificate(theirs.whole(PLAIN, 'actpass'))).toBe(TYBALT.dtlsFingerprint);
});
